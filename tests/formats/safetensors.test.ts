import { describe, expect, test } from 'vitest';
import { isSafetensors, safetensorsTensors } from '../../src/formats/safetensors.ts';
import { counted, expectCounts, expectedOf, fileOf, fixture, refusal } from './fixtures.ts';

/** A .safetensors file of this header and that many bytes of data. */
function open(header: unknown, data: ArrayBuffer | number) {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new Uint8Array(typeof data === 'number' ? new ArrayBuffer(data) : data);
  return safetensorsTensors(fileOf(BigUint64Array.of(BigInt(text.length)), text, bytes));
}

const entry = (dtype: string, shape: readonly unknown[], from: number, to: number) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('.safetensors files', () => {
  test('the fixture has the tensors, and the counts of NumPy', async () => {
    const tensors = await safetensorsTensors(fileOf(fixture('heads.safetensors')));
    expect(tensors.map(({ key }) => key)).toEqual(['backbone.norm.weight', 'dino_head.last_layer.weight_v']);
    await expectCounts(tensors[1], expectedOf('heads.safetensors'));
  });

  test('one tensor reads its own bytes alone', async () => {
    const { bytes, read } = counted(fileOf(fixture('heads.safetensors')));
    const [norm] = await safetensorsTensors(bytes);
    const header = read();
    expect(header).toBe(8 + 216);
    await norm?.read();
    expect(read() - header).toBe(16 * 4);
  });

  test('every float type gives its numbers', async () => {
    const data = new ArrayBuffer(16);
    new Float64Array(data, 0, 1)[0] = 0.5;
    new Float32Array(data, 8, 1)[0] = -3;
    new Uint16Array(data, 12, 2).set([0x4000, 0x3fc0]);
    const header = {
      wide: entry('F64', [1], 0, 8),
      plain: entry('F32', [1], 8, 12),
      half: entry('F16', [1], 12, 14),
      brain: entry('BF16', [1], 14, 16),
    };
    const tensors = await open(header, data);
    const values = await Promise.all(tensors.map(async (tensor) => (await tensor.read())[0]));
    expect(values).toEqual([0.5, -3, 2, 1.5]);
    expect(tensors.map(({ dtype }) => dtype)).toEqual(['float64', 'float32', 'float16', 'bfloat16']);
  });

  test('types that are not floats, or new, are listed and not read', async () => {
    const [whole, odd] = await open({ a: entry('I64', [1], 0, 8), b: entry('float32', [9], 8, 9) }, 9);
    expect([whole?.dtype, odd?.dtype]).toEqual(['int64', 'FLOAT32']);
    expect(await refusal(async () => odd?.read())).toMatch(/FLOAT32/);
  });

  test('a key may be any text', async () => {
    expect((await open('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4))[0]?.key).toBe(
      '__proto__',
    );
  });

  test('the first bytes tell the format', () => {
    expect(isSafetensors(fixture('heads.safetensors'))).toBe(true);
    expect(isSafetensors(fixture('vector.npy'))).toBe(false);
  });
});

describe('broken .safetensors files are refused', () => {
  test.each<readonly [string, unknown, RegExp]>([
    ['no JSON', '{"a": ', /not JSON/],
    ['a list', [], /not an object/],
    ['a tensor without a type', { a: { shape: [1], data_offsets: [0, 4] } }, /names no type/],
    ['a negative size', { a: entry('F32', [-1], 0, 4) }, /not a list of sizes/],
    ['half a size', { a: entry('F32', [0.5], 0, 4) }, /not a list of sizes/],
    ['a text as a size', { a: entry('F32', ['1'], 0, 4) }, /not a list of sizes/],
    ['one offset', { a: { dtype: 'F32', shape: [1], data_offsets: [0] } }, /no range of bytes/],
    ['turned offsets', { a: entry('F32', [1], 8, 4) }, /ends at byte/],
    ['data beyond the file', { a: entry('F32', [8], 0, 32) }, /ends at byte 32, and the file has 16/],
    ['a shape that does not fit', { a: entry('F32', [3], 0, 8) }, /does not fit its data/],
    ['overlapping data', { a: entry('F32', [2], 0, 8), b: entry('F32', [2], 4, 12) }, /overlaps/],
  ])('%s', async (_, header, message) => {
    expect(await refusal(() => open(header, 16))).toMatch(message);
  });

  test('a header that claims more than the file, without allocating it', async () => {
    const file = fixture('lying_header.safetensors');
    expect(await refusal(() => safetensorsTensors(fileOf(file)))).toMatch(/ends at byte 65,536,000,000,000/);
    const claim = BigUint64Array.of(2n ** 63n);
    const { bytes, read } = counted(fileOf(claim, '{}'));
    expect(await refusal(() => safetensorsTensors(bytes))).toMatch(/claims/);
    expect(read()).toBe(8);
  });
});
