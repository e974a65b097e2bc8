import { describe, expect, test } from 'vitest';
import { npyTensor } from '../../src/formats/npy.ts';
import { counted, expectCounts, expectedOf, fileOf, fixture, refusal } from './fixtures.ts';

/** An .npy file as numpy writes it. */
function npy(header: string, data: ArrayBuffer, version = 1): Blob {
  const length = new DataView(new ArrayBuffer(version === 1 ? 2 : 4));
  if (version === 1) length.setUint16(0, header.length, true);
  else length.setUint32(0, header.length, true);
  const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0);
  return new Blob([magic, length.buffer, header, new Uint8Array(data)]);
}

const open = (header: string, data: ArrayBuffer, version?: number) =>
  npyTensor(fileOf(npy(header, data, version)));

const floats = (type: string, shape: string, fortran = 'False') =>
  `{'descr': '${type}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

describe('.npy files', () => {
  test.each(['prototypes_f32.npy', 'prototypes_f16.npy', 'prototypes_f64_fortran.npy'])(
    '%s has the counts of NumPy',
    async (name) => {
      await expectCounts(await npyTensor(fileOf(fixture(name))), expectedOf(name));
    },
  );

  test('Fortran order gives the rows of C order, rounded to float32', async () => {
    const wide = await (await npyTensor(fileOf(fixture('prototypes_f64_fortran.npy')))).read();
    const plain = await (await npyTensor(fileOf(fixture('prototypes_f32.npy')))).read();
    wide.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i], 5);
    });
  });

  test('broken rows come through as they are', async () => {
    const rows = await (await npyTensor(fileOf(fixture('nan_and_zero_rows.npy')))).read();
    const row = (k: number) => Array.from(rows.subarray(k * 32, k * 32 + 32));
    const bad = [3, 5].map((k) => row(k).some(Number.isNaN) || row(k).every((value) => value === 0));
    expect(bad).toEqual([true, true]);
  });

  test('a vector keeps its shape', async () => {
    expect((await npyTensor(fileOf(fixture('vector.npy')))).shape).toEqual([10]);
  });

  test.each([1, 2, 3])('version %i', async (version) => {
    const tensor = await open(floats('<f4', '(2, 2)'), Float32Array.of(1, 2, 3, 4).buffer, version);
    expect(Array.from(await tensor.read())).toEqual([1, 2, 3, 4]);
  });

  test('numbers in big-endian order', async () => {
    const data = new DataView(new ArrayBuffer(8));
    data.setFloat32(0, 1.5);
    data.setFloat32(4, -2);
    expect(Array.from(await (await open(floats('>f4', '(2,)'), data.buffer)).read())).toEqual([1.5, -2]);
  });

  test('every kind of half-precision number', async () => {
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000);
    const read = await (await open(floats('<f2', '(9,)'), bits.buffer)).read();
    const values = [1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, Infinity, -Infinity, NaN, -0];
    expect(Array.from(read)).toEqual(values);
  });

  test('more rows than one read takes, in both orders', async () => {
    const rows = 3000;
    const values = Float32Array.from({ length: rows * 1000 }, (_, i) => i);
    const plain = await (await open(floats('<f4', `(${rows}, 1000)`), values.buffer)).read();
    expect(plain.every((value, i) => value === i)).toBe(true);
    const turned = await (await open(floats('<f4', `(1000, ${rows})`, 'True'), values.buffer)).read();
    expect([0, 1, rows, rows + 1, 3 * 10 ** 6 - 1].map((i) => turned[i])).toEqual([
      0, 1000, 1, 1001, 2999999,
    ]);
  });

  test('a long read tells its share, and ends between two pieces', async () => {
    const values = Float32Array.from({ length: 3000 * 1000 }, (_, i) => i);
    for (const fortran of ['False', 'True']) {
      const header = floats('<f4', '(3000, 1000)', fortran);
      const { bytes, read } = counted(fileOf(npy(header, values.buffer)));
      const tensor = await npyTensor(bytes);
      const shares: number[] = [];
      await tensor.read({ onProgress: (share) => shares.push(share) });
      expect(shares.length).toBeGreaterThan(2);
      expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
      expect(shares.at(-1)).toBe(1);
      const before = read();
      const [ending, reason] = [new AbortController(), new Error('enough')];
      const ended = tensor.read({ onProgress: () => ending.abort(reason), signal: ending.signal });
      await expect(ended).rejects.toBe(reason);
      expect(read() - before).toBeLessThan(values.byteLength * 0.8);
    }
  });

  test('integers are listed with their type, and read on demand alone', async () => {
    const tensor = await open(floats('<i8', '(2,)'), BigInt64Array.of(70_000n, -1n).buffer);
    expect(tensor.dtype).toBe('int64');
    expect(await refusal(() => tensor.read())).toMatch(/int64/);
    expect(Array.from(await tensor.read({ integers: true }))).toEqual([70_000, -1]);
  });

  test.each<readonly [string, ArrayBuffer, readonly number[]]>([
    ['|i1', Int8Array.of(1, -2, 3).buffer, [1, -2, 3]],
    ['<i2', Int16Array.of(1, -2, 300).buffer, [1, -2, 300]],
    ['<i4', Int32Array.of(1, -2, 70_000).buffer, [1, -2, 70_000]],
    ['|u1', Uint8Array.of(1, 2, 255).buffer, [1, 2, 255]],
    ['<u2', Uint16Array.of(1, 2, 65_535).buffer, [1, 2, 65_535]],
    ['>u2', Uint8Array.of(0, 1, 1, 0, 2, 2).buffer, [1, 256, 514]],
    ['<u4', Uint32Array.of(1, 2, 2 ** 31).buffer, [1, 2, 2 ** 31]],
    ['<u8', BigUint64Array.of(1n, 2n, 2n ** 40n).buffer, [1, 2, 2 ** 40]],
    ['|b1', Uint8Array.of(1, 0, 1).buffer, [1, 0, 1]],
  ])('integers of type %s', async (type, data, values) => {
    const tensor = await open(floats(type, '(3,)'), data);
    expect(Array.from(await tensor.read({ integers: true }))).toEqual(values);
  });
});

describe('broken .npy files are refused', () => {
  test.each<readonly [string, string, RegExp]>([
    ['a shape beyond the data', floats('<f4', '(4000000000, 4096)'), /needs 65,536,000,000,000 bytes/],
    ['a shape beyond all numbers', floats('<f4', `(${'9'.repeat(400)}, 2)`), /needs ∞ bytes/],
    ['a shape of half sizes', floats('<f4', '(1.5, 2)'), /lacks a shape/],
    ['a negative shape', floats('<f4', '(-1, 2)'), /lacks a shape/],
    ['objects', "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", /objects of Python/],
    ['texts', "{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }", /texts/],
    ['records', "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), }", /no type of number/],
    ['no order', "{'descr': '<f4', 'shape': (2,), }", /lacks a shape or an order/],
    ['no header', '', /no type of number/],
  ])('%s', async (_, header, message) => {
    expect(await refusal(() => open(header, new ArrayBuffer(8)))).toMatch(message);
  });

  test('an empty file, another format, an unknown version, a long header', async () => {
    expect(await refusal(() => npyTensor(fileOf(fixture('empty.npy'))))).toMatch(/ends too early/);
    expect(await refusal(() => npyTensor(fileOf('not an array at all')))).toMatch(/letters of the format/);
    expect(await refusal(() => open('', new ArrayBuffer(8), 9))).toMatch(/version is 9/);
    expect(await refusal(() => open(' '.repeat(70_000), new ArrayBuffer(8), 2))).toMatch(/claims 70,000/);
  });

  test('a file cut anywhere', async () => {
    const whole = fixture('vector.npy');
    for (let length = 0; length < whole.length; length++)
      expect(await refusal(() => npyTensor(fileOf(whole.subarray(0, length))))).toMatch(/again/);
  });
});
