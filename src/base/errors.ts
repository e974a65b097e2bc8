/**
 * Every error a person can meet carries three answers: what came, what was wanted, what to do.
 * Plain data (`Trouble`) crosses the worker boundary; the classes exist only on the throwing side.
 */
export type TroubleKind = 'config' | 'data' | 'device' | 'not-finite' | 'crash';

export interface Trouble {
  readonly kind: TroubleKind;
  /** What came: the offending value or event, in words. */
  readonly came: string;
  /** What was wanted instead. */
  readonly wanted: string;
  /** What the person can do now. */
  readonly todo: string;
  /** The training step it happened at, where there was one. */
  readonly step?: number;
  /** The knob (config key) to look at first, where there is one. */
  readonly knob?: string;
}

export class TroubleError extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(`${trouble.came}. Wanted: ${trouble.wanted}. ${trouble.todo}`);
    this.name = 'TroubleError';
    this.trouble = trouble;
  }
}

/** Any thrown value as a Trouble: known errors keep their three answers, unknown ones become a `crash`. */
export function troubleOf(thrown: unknown, doing: string): Trouble {
  if (thrown instanceof TroubleError) return thrown.trouble;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    kind: 'crash',
    came: `${message || 'an error without a message'} while ${doing}`,
    wanted: 'no error there',
    todo: 'Restart the lane. If it happens again, please report it with this text and the config.',
  };
}
