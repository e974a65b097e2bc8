/**
 * A knob is described once, beside what it turns. Its type, default, range, control in the page, URL key,
 * check and `--help` line are all derived from this description.
 */
export type KnobValue = number | string | boolean;

interface Described {
  readonly label: string;
  /** One sentence a student understands and a researcher does not wince at. */
  readonly hint: string;
  /** True: takes effect on the running lane. False: takes effect at the next start. */
  readonly live: boolean;
}

export interface NumberKnob extends Described {
  readonly kind: 'number';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** How a slider should move through the range. */
  readonly scale: 'linear' | 'log';
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

export type Knob = NumberKnob | ChoiceKnob | ToggleKnob;
export type KnobSet = Readonly<Record<string, Knob>>;

export type ValueOf<K> = K extends NumberKnob ? number : K extends ChoiceKnob<infer V> ? V : boolean;
export type Values<S extends KnobSet> = { readonly [N in keyof S]: ValueOf<S[N]> };

type Optional<T, F extends keyof T> = Omit<T, F | 'kind'> & Partial<Pick<T, F>>;

export function number(d: Optional<NumberKnob, 'live' | 'integer' | 'scale'>): NumberKnob {
  return { live: false, integer: false, scale: 'linear', ...d, kind: 'number' };
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

/** What a knob takes, in words: used by error texts, `--help` and the page. */
export function wanted(knob: Knob): string {
  switch (knob.kind) {
    case 'number':
      return `${knob.integer ? 'a whole number' : 'a number'} from ${knob.min} to ${knob.max}`;
    case 'choice':
      return `one of ${knob.options.map((o) => o.value).join(', ')}`;
    case 'toggle':
      return 'true or false';
    default:
      return knob satisfies never;
  }
}

/** True when `value` is of the knob's type and within its range. */
export function accepts(knob: Knob, value: unknown): value is KnobValue {
  switch (knob.kind) {
    case 'number':
      return (
        typeof value === 'number' &&
        Number.isFinite(value) &&
        value >= knob.min &&
        value <= knob.max &&
        (!knob.integer || Number.isInteger(value))
      );
    case 'choice':
      return knob.options.some((o) => o.value === value);
    case 'toggle':
      return typeof value === 'boolean';
    default:
      return knob satisfies never;
  }
}

/** Text (a URL part or a command-line flag) as the knob's type; `undefined` when it does not read as one. */
export function parse(knob: Knob, text: string): KnobValue | undefined {
  switch (knob.kind) {
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return Number.isNaN(value) ? undefined : value;
    }
    case 'choice':
      return text;
    case 'toggle':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    default:
      return knob satisfies never;
  }
}
