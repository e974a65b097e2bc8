import { quoted, TroubleError } from '../base/errors.ts';
import { viewOf } from './bytes.ts';

/** A Python class or function, by name alone. Nothing is ever looked up or called. */
interface PickledName {
  readonly kind: 'name';
  /** Module and name: "torch._utils._rebuild_tensor_v2". */
  readonly name: string;
}

/** An object that Python would make by a call: the call is kept, and not made. */
export interface PickledCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Pickled[];
  /** Attributes, as the object's class wrote them. */
  state: Pickled;
  /** The values appended to it, or set in it. */
  readonly items: Pickled[];
  readonly entries: Map<Pickled, Pickled>;
}

/** Data outside of the pickle, as torch names its storages. */
interface PickledReference {
  readonly kind: 'reference';
  readonly id: Pickled;
}

/** Lists, tuples and sets are arrays; dictionaries, ordered ones too, are maps. */
export type Pickled =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Pickled[]
  | Map<Pickled, Pickled>
  | PickledName
  | PickledCall
  | PickledReference;

interface Unpickled {
  readonly value: Pickled;
  /** Place of the first byte behind the pickle. */
  readonly end: number;
  /** The texts of its references to data outside of it. */
  readonly references: readonly Pickled[];
}

/** Dictionaries that Python makes by a call. */
const DICTIONARIES: ReadonlySet<string> = new Set(['collections.OrderedDict', 'collections.defaultdict']);

/** Lists, dictionaries and calls of one pickle. A checkpoint of 10,000 tensors has 60,000. */
const MOST_OBJECTS = 1_000_000;
/** Operations of one pickle. */
const MOST_STEPS = 20_000_000;
/** Bytes of one text, of one name, and of one integer. */
const MOST_TEXT = 2 ** 24;
const MOST_NAME = 1000;
const MOST_INTEGER = 1024;

const broken = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'The pickle of this file cannot be read',
    why,
    todo: 'Download the file again, or save its tensors as .safetensors.',
  });

/** Thrown where the bytes end before the pickle does. */
class Short extends Error {}

/**
 * The value of a pickle that begins at `from`, protocols 2 to 5. Nothing of it is executed: a call becomes a
 * `PickledCall`. Undefined where the bytes end before the pickle does. Throws a `data` TroubleError.
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py
 */
export function unpickled(bytes: Uint8Array, from = 0): Unpickled | undefined {
  const machine = new Machine(bytes, from);
  try {
    if (machine.byte() !== 0x80) throw broken('It does not begin as protocols 2 to 5 do.');
    OPERATIONS.get(0x80)?.(machine);
    for (let steps = 0; ; steps++) {
      if (steps > MOST_STEPS) throw broken('It has too many operations.');
      const code = machine.byte();
      if (code === STOP) return { value: machine.pop(), end: machine.at, references: machine.references };
      const operation = OPERATIONS.get(code);
      if (!operation) throw broken(`Its operation ${code} at byte ${machine.at - 1} is not known.`);
      operation(machine);
    }
  } catch (error) {
    if (error instanceof Short) return undefined;
    throw error;
  }
}

class Machine {
  readonly references: Pickled[] = [];
  readonly memo = new Map<number, Pickled>();
  readonly #stack: Pickled[] = [];
  readonly #marks: number[] = [];
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #objects = 0;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.at = at;
  }

  /** Place of the next `length` bytes, which it passes. */
  #pass(length: number): number {
    const at = this.at;
    if (length > this.#bytes.length - at) throw new Short();
    this.at = at + length;
    return at;
  }

  byte = () => this.#view.getUint8(this.#pass(1));
  int16 = () => this.#view.getUint16(this.#pass(2), true);
  int32 = () => this.#view.getInt32(this.#pass(4), true);
  uint32 = () => this.#view.getUint32(this.#pass(4), true);
  uint64 = () => Number(this.#view.getBigUint64(this.#pass(8), true));
  /** The only number whose first byte is the highest. */
  double = () => this.#view.getFloat64(this.#pass(8));

  taken(length: number): Uint8Array {
    const at = this.#pass(length);
    return this.#bytes.subarray(at, at + length);
  }

  text(length: number): string {
    if (length > MOST_TEXT) throw broken(`It claims a text of ${length.toLocaleString('en')} bytes.`);
    return new TextDecoder().decode(this.taken(length));
  }

  line(): string {
    const near = this.#bytes.subarray(this.at, this.at + MOST_NAME);
    const length = near.indexOf(10);
    if (length < 0 && near.length < MOST_NAME) throw new Short();
    if (length < 0) throw broken('It has a name without an end.');
    const line = this.text(length);
    this.#pass(1);
    return line;
  }

  /** An integer of `length` bytes in two's complement. */
  integer(length: number): Pickled {
    if (length > MOST_INTEGER) throw broken(`It claims an integer of ${length.toLocaleString('en')} bytes.`);
    let value = 0n;
    for (const byte of this.taken(length).toReversed()) value = (value << 8n) | BigInt(byte);
    value = BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  push(value: Pickled): void {
    if (typeof value === 'object' && value !== null && ++this.#objects > MOST_OBJECTS)
      throw broken('It holds too many objects.');
    this.#stack.push(value);
  }

  pop(): Pickled {
    const value = this.#stack.length > (this.#marks.at(-1) ?? 0) ? this.#stack.pop() : undefined;
    if (value === undefined) throw broken('It takes a value that is not there.');
    return value;
  }

  top(): Pickled {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** All values above the last mark, which goes with them. */
  marked(): Pickled[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw broken('It goes back to a mark that is not there.');
    return this.#stack.splice(mark);
  }

  /** The last `count` values, in their order. */
  last(count: number): Pickled[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  keep(slot: number): void {
    this.memo.set(slot, this.top());
  }

  recall(slot: number): void {
    const value = this.memo.get(slot);
    if (value === undefined) throw broken(`It recalls the value ${slot}, which it did not keep.`);
    this.#stack.push(value);
  }

  name(module: Pickled, name: Pickled): void {
    if (typeof module !== 'string' || typeof name !== 'string') throw broken('It names a class by no text.');
    if (module.length + name.length > MOST_NAME) throw broken('It has a name that is too long.');
    this.push({ kind: 'name', name: `${module}.${name}` });
  }

  refer(id: Pickled): void {
    this.references.push(id);
    this.push({ kind: 'reference', id });
  }

  /** Keeps a call, or makes the dictionary that it stands for. */
  call(callee: Pickled, args: Pickled): void {
    const name = calleeName(callee);
    const list = Array.isArray(args) ? args : [args];
    if (DICTIONARIES.has(name)) this.push(new Map(pairs(list[0])));
    else this.push({ kind: 'call', name, args: list, state: null, items: [], entries: new Map() });
  }

  append(values: readonly Pickled[]): void {
    const target = this.top();
    const items = Array.isArray(target) ? target : isCall(target) ? target.items : undefined;
    if (!items) throw broken('It appends to a value that is no list.');
    for (const value of values) items.push(value);
  }

  set(values: readonly Pickled[]): void {
    const target = this.top();
    const entries = target instanceof Map ? target : isCall(target) ? target.entries : undefined;
    if (!entries) throw broken('It sets a key of a value that is no dictionary.');
    for (const [key, value] of couples(values)) entries.set(key, value);
  }

  /** Attributes of a dictionary, such as torch's versions of modules, are left out. */
  build(state: Pickled): void {
    const target = this.top();
    if (isCall(target)) target.state = state;
  }
}

/** True for a call that was kept. */
export const isCall = (value: Pickled | undefined): value is PickledCall => kindOf(value) === 'call';

/** The name of a class or function. */
export const nameIn = (value: Pickled | undefined): string | undefined =>
  isNamed(value) ? value.name : undefined;

const isNamed = (value: Pickled | undefined): value is PickledName => kindOf(value) === 'name';

/** The text of a reference to data outside of the pickle. */
export const referenceIn = (value: Pickled | undefined): Pickled | undefined =>
  isReference(value) ? value.id : undefined;

const isReference = (value: Pickled | undefined): value is PickledReference => kindOf(value) === 'reference';

const kindOf = (value: Pickled | undefined) =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;

const calleeName = (callee: Pickled) =>
  nameIn(callee) ?? (isCall(callee) ? quoted(`${callee.name}()`, MOST_NAME) : 'an unnamed value');

/** Keys with their values, from a flat list. */
function couples(values: readonly Pickled[]): [Pickled, Pickled][] {
  const found: [Pickled, Pickled][] = [];
  for (let i = 0; i < values.length; i += 2) {
    const [key, value] = values.slice(i, i + 2);
    if (key === undefined || value === undefined) throw broken('It sets a key without a value.');
    found.push([key, value]);
  }
  return found;
}

/** Keys with their values, from a list of pairs as Python 2 gave them to an ordered dictionary. */
const pairs = (value: Pickled | undefined) =>
  Array.isArray(value) ? value.flatMap((pair) => (Array.isArray(pair) ? couples(pair.slice(0, 2)) : [])) : [];

const STOP = 0x2e;

/** The effect of each operation, by its byte. Those of protocols 0 and 1 that nobody writes any more are left out. */
const OPERATIONS: ReadonlyMap<number, (machine: Machine) => void> = new Map([
  // protocol and frames
  [
    0x80,
    (m) => {
      const version = m.byte();
      if (version < 2 || version > 5) throw broken(`Its protocol is ${version}; 2 to 5 are known.`);
    },
  ],
  [0x95, (m) => void m.uint64()],
  // stack
  [0x28, (m) => m.mark()],
  [0x30, (m) => void m.pop()],
  [0x31, (m) => void m.marked()],
  [0x32, (m) => m.push(m.top())],
  // memo
  [0x71, (m) => m.keep(m.byte())],
  [0x72, (m) => m.keep(m.uint32())],
  [0x94, (m) => m.keep(m.memo.size)],
  [0x68, (m) => m.recall(m.byte())],
  [0x6a, (m) => m.recall(m.uint32())],
  // constants and numbers
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [0x4a, (m) => m.push(m.int32())],
  [0x4b, (m) => m.push(m.byte())],
  [0x4d, (m) => m.push(m.int16())],
  [0x8a, (m) => m.push(m.integer(m.byte()))],
  [0x8b, (m) => m.push(m.integer(m.uint32()))],
  [0x47, (m) => m.push(m.double())],
  // texts and bytes
  [0x54, (m) => m.push(m.text(m.uint32()))],
  [0x55, (m) => m.push(m.text(m.byte()))],
  [0x58, (m) => m.push(m.text(m.uint32()))],
  [0x8c, (m) => m.push(m.text(m.byte()))],
  [0x8d, (m) => m.push(m.text(m.uint64()))],
  [0x42, (m) => m.push(m.taken(m.uint32()))],
  [0x43, (m) => m.push(m.taken(m.byte()))],
  [0x8e, (m) => m.push(m.taken(m.uint64()))],
  [0x96, (m) => m.push(m.taken(m.uint64()))],
  // lists, tuples, sets
  [0x5d, (m) => m.push([])],
  [0x29, (m) => m.push([])],
  [0x8f, (m) => m.push([])],
  [0x6c, (m) => m.push(m.marked())],
  [0x74, (m) => m.push(m.marked())],
  [0x91, (m) => m.push(m.marked())],
  [0x85, (m) => m.push(m.last(1))],
  [0x86, (m) => m.push(m.last(2))],
  [0x87, (m) => m.push(m.last(3))],
  [0x61, (m) => m.append(m.last(1))],
  [0x65, (m) => m.append(m.marked())],
  [0x90, (m) => m.append(m.marked())],
  // dictionaries
  [0x7d, (m) => m.push(new Map())],
  [0x64, (m) => m.push(new Map(couples(m.marked())))],
  [0x73, (m) => m.set(m.last(2))],
  [0x75, (m) => m.set(m.marked())],
  // names, calls, references
  [0x63, (m) => m.name(m.line(), m.line())],
  [
    0x93,
    (m) => {
      const [module = null, name = null] = m.last(2);
      m.name(module, name);
    },
  ],
  [0x82, (m) => m.name('extension', String(m.byte()))],
  [0x83, (m) => m.name('extension', String(m.int16()))],
  [0x84, (m) => m.name('extension', String(m.int32()))],
  [0x51, (m) => m.refer(m.pop())],
  [0x52, calls],
  [0x81, calls],
  [
    0x92,
    (m) => {
      const [callee = null, args = null] = m.last(3);
      m.call(callee, args);
    },
  ],
  [
    0x6f,
    (m) => {
      const [callee = null, ...args] = m.marked();
      m.call(callee, args);
    },
  ],
  [0x62, (m) => m.build(m.pop())],
]);

function calls(machine: Machine): void {
  const [callee = null, args = null] = machine.last(2);
  machine.call(callee, args);
}
