import { TroubleError } from '../base/errors.ts';
import type { Bytes } from './bytes.ts';
import { isNumpy, numpyValue } from './numpy-values.ts';
import { isCall, nameIn, type Pickled, type PickledCall, referenceIn } from './pickle.ts';
import { type Tensor, tensorOf } from './tensor.ts';

/** The contents of a torch file. */
export interface Checkpoint {
  readonly tensors: readonly Tensor[];
  /** Single numbers by key, such as "epoch". */
  readonly numbers: ReadonlyMap<string, number>;
  /** Objects by key that were not made, each with the name of its class or function. */
  readonly placeholders: ReadonlyMap<string, string>;
}

/** The bytes of torch's storages, which a file keeps by key. */
export interface Storages {
  readonly little: boolean;
  /** Bytes of a storage that the file really has. */
  size(key: string): number;
  bytes(key: string): Promise<Bytes>;
}

/** Torch's types by the name of their storages: the type's name, bytes of a number. */
export const STORAGES: Readonly<Record<string, readonly [string, number]>> = {
  DoubleStorage: ['float64', 8],
  FloatStorage: ['float32', 4],
  HalfStorage: ['float16', 2],
  BFloat16Storage: ['bfloat16', 2],
  LongStorage: ['int64', 8],
  IntStorage: ['int32', 4],
  ShortStorage: ['int16', 2],
  CharStorage: ['int8', 1],
  ByteStorage: ['uint8', 1],
  BoolStorage: ['bool', 1],
  ComplexFloatStorage: ['complex64', 8],
  ComplexDoubleStorage: ['complex128', 16],
  QInt8Storage: ['qint8', 1],
  QUInt8Storage: ['quint8', 1],
  QInt32Storage: ['qint32', 4],
};
/** The same types by torch's own names, and those of torch's newest numbers. */
const TYPE_SIZES: ReadonlyMap<string, number> = new Map(Object.values(STORAGES));

/** Functions by which torch makes a tensor, and those around them, whose first argument is the tensor. */
const TENSORS = /^torch\._utils\._rebuild_(tensor(_v2|_v3)?|qtensor)$/;
const WRAPPERS =
  /^torch\._utils\._rebuild_(parameter(_with_state)?|xla_tensor|device_tensor_from_(numpy|cpu_tensor))$/;
/** Makes a tensor of a subclass: function, class, arguments, attributes. */
const SUBCLASS = 'torch._tensor._rebuild_from_type_v2';

/** Folders of a whole pickled module, which its state dictionary leaves out. */
const MODULE_PARTS: ReadonlySet<Pickled> = new Set(['_modules', '_parameters', '_buffers']);

/** Values, depth, and characters of a key that are followed. */
const MOST_VALUES = 1_000_000;
const MOST_DEPTH = 64;
const MOST_KEY = 4000;

const broken = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'The checkpoint cannot be read',
    why,
    todo: 'Save its state dictionary alone with torch.save.',
  });

/** The tensors anywhere in an unpickled value, keys joined by dots. Throws a `data` TroubleError. */
export function checkpointOf(value: Pickled, storages: Storages): Checkpoint {
  const walk = new Walk(storages);
  walk.visit(value, '', 0);
  return walk;
}

class Walk implements Checkpoint {
  readonly tensors: Tensor[] = [];
  readonly numbers = new Map<string, number>();
  readonly placeholders = new Map<string, string>();
  readonly #storages: Storages;
  /** Values around the visited one: a value within itself is visited once. */
  readonly #around = new Set<Pickled>();
  #visited = 0;

  constructor(storages: Storages) {
    this.#storages = storages;
  }

  visit(value: Pickled, key: string, depth: number): void {
    if (++this.#visited > MOST_VALUES) throw broken('It holds too many values.');
    if (depth > MOST_DEPTH || key.length > MOST_KEY) throw broken('Its dictionaries are nested too deep.');
    if (typeof value === 'number') this.numbers.set(key, value);
    if (typeof value !== 'object' || value === null || this.#around.has(value)) return;
    this.#around.add(value);
    if (value instanceof Map) this.#entries(value, key, depth);
    else if (Array.isArray(value))
      value.forEach((item, i) => {
        // lists of plain numbers are settings, not weights
        if (typeof item === 'object') this.visit(item, joined(key, String(i)), depth + 1);
      });
    else if (isCall(value)) this.#call(value, key, depth);
    this.#around.delete(value);
  }

  #entries(entries: ReadonlyMap<Pickled, Pickled>, key: string, depth: number): void {
    for (const [name, value] of entries) {
      if (typeof name !== 'string' && typeof name !== 'number') continue;
      this.visit(value, MODULE_PARTS.has(name) ? key : joined(key, String(name)), depth + 1);
    }
  }

  #call(call: PickledCall, key: string, depth: number): void {
    const [first = null, second, third = null, fourth = null] = call.args;
    if (TENSORS.test(call.name)) this.tensors.push(this.#tensor(call.args, key));
    else if (WRAPPERS.test(call.name)) this.visit(first, key, depth + 1);
    else if (call.name === SUBCLASS && Array.isArray(third) && TENSORS.test(nameIn(first) ?? ''))
      this.tensors.push(this.#tensor(third, key));
    else if (call.name === SUBCLASS) {
      this.placeholders.set(key, nameIn(second) ?? call.name);
      this.visit(fourth, key, depth + 1);
    } else if (isNumpy(call)) this.#array(call, key);
    else {
      this.placeholders.set(key, call.name);
      this.#entries(call.entries, key, depth);
      this.visit(call.state, key, depth + 1);
    }
  }

  /** An array is a tensor, and a scalar a number. One of objects or texts is neither. */
  #array(call: PickledCall, key: string): void {
    const found = numpyValue(call, key);
    if (typeof found === 'number') this.numbers.set(key, found);
    else if (typeof found === 'string') this.placeholders.set(key, found);
    else this.tensors.push(found);
  }

  /** Arguments: storage, offset, shape, strides, needs a gradient, hooks, and in the newest form the type. */
  #tensor(args: readonly Pickled[], key: string): Tensor {
    const [reference, offset, shape, strides, , , named] = args;
    const id = referenceIn(reference);
    if (!Array.isArray(id) || !sizes(shape) || !sizes(strides) || typeof offset !== 'number')
      throw broken('A tensor in it lacks a storage, a shape or strides.');
    const [, storageName, name, , , part] = id;
    const [dtype, size] = typeOf(nameIn(storageName), nameIn(named));
    if (typeof name !== 'string') throw broken('A tensor in it names no storage.');
    const little = this.#storages.little;
    const storage = { dtype, little, bytes: () => this.#storages.bytes(name) };
    const length = size ? Math.floor(this.#storages.size(name) / size) : Number.MAX_SAFE_INTEGER;
    // files of before 2018 name a part of a storage: its own key, offset and length
    const shift = Array.isArray(part) && typeof part[1] === 'number' ? part[1] : 0;
    return tensorOf(key, storage, { shape, strides, offset: offset + shift, length });
  }
}

const joined = (key: string, name: string) => (key === '' ? name : `${key}.${name}`);

const sizes = (value: Pickled | undefined): value is number[] =>
  Array.isArray(value) && value.every((size) => typeof size === 'number');

/** The type of a storage, and its bytes; untyped storages leave it to the tensor. A type without bytes is not read. */
function typeOf(storage = '', named = ''): readonly [string, number | undefined] {
  const typed = storage.replace(/^torch\.(cuda\.|storage\.)?/, '');
  if (Object.hasOwn(STORAGES, typed)) return STORAGES[typed] ?? [typed, undefined];
  const dtype = named.replace(/^torch\./, '') || typed;
  const size = TYPE_SIZES.get(dtype);
  return size ? [dtype, size] : [`${dtype} of torch`, undefined];
}
