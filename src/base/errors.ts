/**
 * Every error that a person can meet answers three questions: what happened, what was expected, what to do. Plain
 * data (`Trouble`) crosses the worker boundary; the class exists on the throwing side alone.
 */
type TroubleKind = 'config' | 'data' | 'device' | 'not-finite' | 'crash';

export interface Trouble {
  readonly kind: TroubleKind;
  /** The offending value or event, in words. */
  readonly came: string;
  /** The value or event expected instead. */
  readonly wanted: string;
  /** The person's next action. */
  readonly todo: string;
  /** The training step at which it happened. */
  readonly step?: number;
  /** The config key to change first. */
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

/** Any thrown value as a Trouble. A TroubleError keeps its answers; any other value becomes a `crash`. */
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
