/**
 * An error that a person can meet says what failed, why, and what to do. Plain data (`Trouble`) crosses the worker
 * boundary; the class exists on the throwing side alone.
 */
type TroubleKind = 'config' | 'data' | 'device' | 'not-finite' | 'crash';

export interface Trouble {
  readonly kind: TroubleKind;
  /** A sentence without its full stop: "K = 7 is out of range". */
  readonly failed: string;
  /** The reason, as a sentence. Absent where the title says it all. */
  readonly why?: string;
  /** The person's next action, as a sentence. */
  readonly todo: string;
  /** The training step at which it happened. */
  readonly step?: number;
  /** The config key to change first. */
  readonly knob?: string;
  /** True if a reload of the page helps. */
  readonly reload?: boolean;
}

/** A Trouble in one line. */
export const said = ({ failed, why, todo }: Trouble): string =>
  [`${failed}.`, why, todo].flatMap((each) => each ?? []).join(' ');

export class TroubleError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(said(trouble));
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

/** The words with which Chromium, Firefox, Safari and Vite say that a part of the page, or its style, did not load. */
const UNLOADED = /dynamically imported module|importing a module script failed|unable to preload css/i;

/** Any thrown value as a Trouble. A TroubleError keeps its words; any other value becomes a `crash`. `doing` is the
 *  action that failed: "opening the tour". `todo` is what helps there, without its full stop: a fault of an export is
 *  not mended by restarting a lane. */
export function troubleOf(thrown: unknown, doing: string, todo: string): Trouble {
  if (thrown instanceof TroubleError) return thrown.trouble;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const failed = `${doing.charAt(0).toUpperCase()}${doing.slice(1)} failed`;
  if (UNLOADED.test(message))
    return {
      kind: 'data',
      failed,
      why: 'A file of the page did not load. The connection failed, or the page was updated since you opened it.',
      todo: 'Check the connection and try again, or reload the page. Lanes train on until then.',
      reload: true,
    };
  return {
    kind: 'crash',
    failed,
    why: ended(message || 'The error has no message.'),
    todo: orReport(todo),
  };
}

/** The advice on a fault of this project, with the person's first action. */
const orReport = (todo: string) => `${todo}. If it happens again, please report it with this text.`;

/** A message with its full stop. */
export const ended = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`);

/** Characters of a person's text that a message repeats. */
const QUOTED = 40;

/** A person's text for a message: one line, and cut after `most` characters. */
export function quoted(text: string, most = QUOTED): string {
  const line = text
    .slice(0, 4 * most)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = [...line];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : line;
}

/** Names in a message: the first few, each cut after `length` characters, and how many more there are. "K, lr, D and
 *  4,812 more". */
export function listed(names: readonly string[], most = 3, length = QUOTED): string {
  const shown = names
    .slice(0, most)
    .map((name) => quoted(name, length))
    .join(', ');
  return names.length > most ? `${shown} and ${(names.length - most).toLocaleString('en')} more` : shown;
}
