import { quoted, TroubleError } from '../base/errors.ts';
import { type Bytes, readExactly } from './bytes.ts';
import { FLOAT_SIZES, isFloat, isNumber, NUMBER_SIZES, widened } from './numbers.ts';

/** Numbers of a weights file, which are read only when asked for. */
export interface Tensor {
  /** Path within the file, such as "teacher.head.last_layer.weight_v"; empty in a file of one array. */
  readonly key: string;
  readonly shape: readonly number[];
  /** numpy's and torch's name of the type, such as "float16". */
  readonly dtype: string;
  /** All numbers, the last axis fastest. Throws a `data` TroubleError, and the signal's reason once it aborts. */
  read(options?: ReadOptions): Promise<Float32Array>;
  /** The same numbers with the axes in reverse order, so that a matrix [D, K] reads as [K, D]. */
  turned(): Tensor;
  /** The same numbers without axes of length 1. */
  squeezed(): Tensor;
  /** The numbers of [from, to) on the first axis. */
  rows(from: number, to: number): Tensor;
}

/** A read goes piece by piece, of 4 MB or less in most layouts. */
export interface ReadOptions {
  /** Hears the share that is read after each piece, in 0..1; the last is 1. */
  readonly onProgress?: (share: number) => void;
  /** Ends the read between two pieces. */
  readonly signal?: AbortSignal;
  /** Reads integers and bool as well: assignments, which are no weights. */
  readonly integers?: boolean;
}

/** Numbers within a storage, as torch and numpy lay them out. Strides and offset count numbers. */
export interface Placement {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  /** Numbers that the storage holds. */
  readonly length: number;
}

/** The bytes that hold numbers, found when they are asked for. */
export interface Storage {
  /** A type that is no number is listed, and not read. */
  readonly dtype: string;
  readonly little: boolean;
  bytes(): Promise<Bytes>;
}

/** An axis on its way from the file to the result. */
interface Axis {
  readonly length: number;
  readonly stride: number;
  readonly step: number;
}

/** Numbers of one read: 4 MB of float32. */
const PIECE = 2 ** 20;

/** A tensor over a storage. Throws a `data` TroubleError where its numbers are not all within it. */
export function tensorOf(key: string, storage: Storage, placement: Placement): Tensor {
  const { shape, strides, offset, length } = placement;
  const count = countOf(shape);
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? Number.NaN), offset);
  const whole = [...shape, ...strides, offset].every((size) => Number.isSafeInteger(size) && size >= 0);
  // more numbers than the storage has would allocate what the file does not hold
  if (!whole || strides.length !== shape.length || count > length || (count > 0 && !(last < length)))
    throw new TroubleError({
      kind: 'data',
      failed: `The tensor ${quoted(key)} does not fit its data`,
      why: `Its shape is ${shapeText(shape)}, and its data has ${length.toLocaleString('en')} numbers.`,
      todo: 'Download the file again, or save it again.',
    });
  const view = (changes: Partial<Placement>) => tensorOf(key, storage, { ...placement, ...changes });
  return {
    key,
    shape,
    dtype: storage.dtype,
    read: (options) => read(key, storage, placement, count, options),
    turned: () => view({ shape: shape.toReversed(), strides: strides.toReversed() }),
    squeezed: () =>
      view({
        shape: shape.filter((size) => size !== 1),
        strides: strides.filter((_, axis) => shape[axis] !== 1),
      }),
    rows: (from, to) => {
      const [rows = 0, ...more] = shape;
      const [stride = 0] = strides;
      const start = Math.min(from, rows);
      return view({
        shape: [Math.max(0, Math.min(to, rows) - start), ...more],
        offset: offset + start * stride,
      });
    },
  };
}

/** Numbers in a shape. */
export const countOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** Strides of numbers without gaps: the last axis is fastest, or with `fortran` the first. */
export function denseStrides(shape: readonly number[], fortran = false): number[] {
  return shape.map((_, axis) => countOf(fortran ? shape.slice(0, axis) : shape.slice(axis + 1)));
}

const shapeText = (shape: readonly number[]) => `[${quoted(shape.join(', '))}]`;

async function read(
  key: string,
  storage: Storage,
  placement: Placement,
  count: number,
  { onProgress, signal, integers = false }: ReadOptions = {},
): Promise<Float32Array> {
  const { dtype, little } = storage;
  if (!isNumber(dtype) || !(integers || isFloat(dtype))) throw unread(key, dtype);
  signal?.throwIfAborted();
  if (count === 0) {
    onProgress?.(1);
    return new Float32Array(0);
  }
  const bytes = await storage.bytes();
  // taken behind the first read, which refuses packed data that is shorter than it claims
  let memory: Float32Array | undefined;
  const out = () => {
    memory ??= allocated(key, count);
    return memory;
  };
  const size = NUMBER_SIZES[dtype];
  const numbers = async (from: number, length: number) => {
    const piece = await readExactly(bytes, from * size, length * size);
    signal?.throwIfAborted();
    return widened(piece, dtype, little);
  };
  let done = 0;
  const took = (axes: readonly Axis[]) => {
    done += countOf(axes.map(({ length }) => length));
    onProgress?.(done / count);
  };
  const steps = denseStrides(placement.shape);
  const axes = placement.shape
    .map((length, axis): Axis => ({ length, stride: placement.strides[axis] ?? 0, step: steps[axis] ?? 0 }))
    .filter(({ length }) => length > 1)
    .sort((a, b) => b.stride - a.stride);
  await gather(axes, placement.offset, 0, { numbers, out, took });
  return out();
}

function unread(key: string, dtype: string): TroubleError {
  const quantised = /^qu?int/.test(dtype);
  return new TroubleError({
    kind: 'data',
    failed: `The tensor ${quoted(key)} holds ${quoted(dtype)} numbers`,
    why: quantised
      ? 'They are quantised, and mean nothing without their scales.'
      : `Only ${Object.keys(FLOAT_SIZES).join(', ')} are read.`,
    todo: quantised
      ? 'Save what tensor.dequantize() gives.'
      : 'Choose another tensor, or save it as float32.',
  });
}

function allocated(key: string, count: number): Float32Array {
  try {
    return new Float32Array(count);
  } catch {
    throw new TroubleError({
      kind: 'data',
      failed: `The tensor ${quoted(key)} does not fit into memory`,
      why: `It has ${count.toLocaleString('en')} numbers.`,
      todo: 'Choose a smaller tensor.',
    });
  }
}

/** Numbers from the first of these axes to the last one, those between included. */
const spanOf = (axes: readonly Axis[]) =>
  axes.reduce((span, { length, stride }) => span + (length - 1) * stride, 1);

/** The steps of a read: a piece of the file, the memory for all, and the axes that a piece filled. */
interface Pieces {
  numbers(from: number, length: number): Promise<Float32Array>;
  out(): Float32Array;
  took(axes: readonly Axis[]): void;
}

/** Reads piece by piece, the axis with the largest stride outermost: memory for the result and one piece. */
async function gather(axes: readonly Axis[], from: number, to: number, pieces: Pieces): Promise<void> {
  const span = spanOf(axes);
  const [outer, ...inner] = axes;
  if (span <= PIECE || !outer) {
    // neighbours in the result one after another: writes far apart cost more than reads
    const inOrder = axes.toSorted((a, b) => b.step - a.step);
    scatter(inOrder, await pieces.numbers(from, span), 0, to, pieces.out());
    pieces.took(axes);
    return;
  }
  const room = PIECE - spanOf(inner);
  const group = room < 0 ? 1 : Math.floor(room / outer.stride) + 1;
  for (let i = 0; i < outer.length; i += group) {
    const length = Math.min(group, outer.length - i);
    const part = length === 1 ? inner : [{ ...outer, length }, ...inner];
    await gather(part, from + i * outer.stride, to + i * outer.step, pieces);
  }
}

/** Puts the numbers of a piece in their places. */
function scatter(
  axes: readonly Axis[],
  piece: Float32Array,
  from: number,
  to: number,
  out: Float32Array,
): void {
  const [outer, ...inner] = axes;
  if (!outer) {
    out[to] = piece[from];
    return;
  }
  if (inner.length === 0 && outer.stride === 1 && outer.step === 1) {
    out.set(piece.subarray(from, from + outer.length), to);
    return;
  }
  for (let i = 0; i < outer.length; i++) {
    const source = from + i * outer.stride;
    const target = to + i * outer.step;
    if (inner.length === 0) out[target] = piece[source];
    else scatter(inner, piece, source, target, out);
  }
}
