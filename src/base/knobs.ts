import { grouped, readNumber } from './number-text.ts';

/**
 * A knob is a setting, described once beside the code that reads it. Its type, default, range, control on the page,
 * URL key, check and `--help` line are derived from this description.
 */
export type KnobValue = number | string | boolean;

interface Described {
  readonly label: string;
  /** One sentence, plain for a student and exact for a researcher. */
  readonly hint: string;
  /** True: acts on the running lane. False: acts at the next start. */
  readonly live: boolean;
}

/** A knob whose value is, or may be, a number. */
export interface Ranged extends Described {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** The slider's scale. */
  readonly scale: 'linear' | 'log';
}

export interface NumberKnob extends Ranged {
  readonly kind: 'number';
  readonly default: number;
}

/** A number, or by default the word `auto`: the number then follows another setting. */
export interface FollowingKnob extends Ranged {
  readonly kind: 'following';
  readonly default: 'auto';
}

export interface ChoiceKnob<V extends string = string> extends Described {
  readonly kind: 'choice';
  readonly default: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
}

export interface ToggleKnob extends Described {
  readonly kind: 'toggle';
  readonly default: boolean;
}

export type Knob = NumberKnob | FollowingKnob | ChoiceKnob | ToggleKnob;
export type KnobSet = Readonly<Record<string, Knob>>;

type ValueOf<K> = K extends NumberKnob
  ? number
  : K extends FollowingKnob
    ? number | 'auto'
    : K extends ChoiceKnob<infer V>
      ? V
      : boolean;
export type Values<S extends KnobSet> = { readonly [N in keyof S]: ValueOf<S[N]> };

type Optional<T, F extends keyof T> = Omit<T, F | 'kind'> & Partial<Pick<T, F>>;

export function number(d: Optional<NumberKnob, 'live' | 'integer' | 'scale'>): NumberKnob {
  return { live: false, integer: false, scale: 'linear', ...d, kind: 'number' };
}

export function following(
  d: Optional<FollowingKnob, 'live' | 'integer' | 'scale' | 'default'>,
): FollowingKnob {
  return { live: false, integer: false, scale: 'linear', ...d, default: 'auto', kind: 'following' };
}

export function choice<const V extends string>(d: {
  label: string;
  hint: string;
  default: NoInfer<V>;
  options: readonly { readonly value: V; readonly label: string }[];
  live?: boolean;
}): ChoiceKnob<V> {
  return { live: false, ...d, kind: 'choice' };
}

export function toggle(d: Optional<ToggleKnob, 'live'>): ToggleKnob {
  return { live: false, ...d, kind: 'toggle' };
}

/** The values that a knob accepts, in words, for error texts, `--help` and the page. */
export function wanted(knob: Knob): string {
  switch (knob.kind) {
    case 'number':
      return rangeOf(knob);
    case 'following':
      return `${rangeOf(knob)}, or auto`;
    case 'choice':
      return `one of ${knob.options.map((o) => o.value).join(', ')}`;
    case 'toggle':
      return 'true or false';
    default:
      return knob satisfies never;
  }
}

const rangeOf = ({ integer, min, max }: Ranged) =>
  `${integer ? 'a whole number' : 'a number'} from ${written(min)} to ${written(max)}`;

const written = (value: number) => (Number.isInteger(value) ? grouped(value) : String(value));

/** True when `value` has the knob's type and lies in its range. */
export function accepts(knob: Knob, value: unknown): value is KnobValue {
  switch (knob.kind) {
    case 'number':
      return within(knob, value);
    case 'following':
      return value === 'auto' || within(knob, value);
    case 'choice':
      return knob.options.some((o) => o.value === value);
    case 'toggle':
      return typeof value === 'boolean';
    default:
      return knob satisfies never;
  }
}

const within = ({ integer, min, max }: Ranged, value: unknown): value is number =>
  typeof value === 'number' &&
  Number.isFinite(value) &&
  value >= min &&
  value <= max &&
  (!integer || Number.isInteger(value));

/** Text (a URL part or a command-line flag) as a value of the knob's type; undefined when it does not parse. */
export function parse(knob: Knob, text: string): KnobValue | undefined {
  switch (knob.kind) {
    case 'number':
      return numberIn(text);
    case 'following':
      return text === 'auto' ? text : numberIn(text);
    case 'choice':
      return text;
    case 'toggle':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    default:
      return knob satisfies never;
  }
}

function numberIn(text: string): number | undefined {
  const read = readNumber(text);
  return 'value' in read ? read.value : undefined;
}
