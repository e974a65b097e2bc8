import { countOf } from '../../src/formats/tensor.ts';
import { fileOf, packed, pickle } from '../formats/fixtures.ts';

/** A .safetensors file with a tensor of this shape for each key, whose numbers count from 0 on. */
export function safetensors(keys: readonly string[], shape: readonly number[] = [6, 4], dtype = 'F32') {
  const count = countOf(shape);
  const size = 4 * count;
  const entries = keys.map((key, i) => [key, { dtype, shape, data_offsets: [i * size, (i + 1) * size] }]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const data = Float32Array.from({ length: count }, (_, i) => i);
  return fileOf(length, header, ...keys.map(() => data));
}

/** A torch file of float32 tensors of this shape, with a value of these operations under "other". */
export function torchFile(
  keys: readonly string[],
  other: string,
  shape: readonly [number, number?] = [6, 4],
) {
  const text = (value: string) => ['X', value.length, 0, 0, 0, value];
  const tuple = (sizes: readonly number[]) => ['(', ...sizes.flatMap((size) => ['K', size]), 't'];
  const sizes = shape.flatMap((size) => size ?? []);
  const strides = sizes.map((_, axis) => countOf(sizes.slice(axis + 1)));
  const storage = ['(', ...text('storage'), 'ctorch\nFloatStorage\n', ...text('0'), 'NK', 24, 'tQ'];
  const layout = ['K', 0, ...tuple(sizes), ...tuple(strides), 0x89, '}tR'];
  const tensor = ['ctorch._utils\n_rebuild_tensor_v2\n(', ...storage, ...layout];
  const filled = sizes.length === 1 ? ['vector'] : keys;
  const list = pickle(
    '}',
    ...filled.flatMap((key) => [...text(key), ...tensor, 's']),
    ...[...text('other'), other, 's.'],
  );
  return packed({ 'a/data.pkl': list, 'a/data/0': new Uint8Array(96) }, 0);
}

/** An .npy file of an array in C order. */
export function npyFile(type: string, shape: readonly number[], data: ArrayBuffer) {
  const sizes = shape.map((size) => `${size},`).join(' ');
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }\n`;
  const start = Uint8Array.of(
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    header.length & 255,
    header.length >> 8,
  );
  return fileOf(start, header, new Uint8Array(data));
}
