import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { npzTensors } from '../../src/formats/npz.ts';
import { torchCheckpoint } from '../../src/formats/torch.ts';
import {
  counted,
  expectCounts,
  expectedOf,
  fileOf,
  fixture,
  packed,
  pickle,
  refusal,
  unzipped,
} from './fixtures.ts';

const open = (name: string) => torchCheckpoint(fileOf(fixture(name)));

describe('torch files', () => {
  test.each([
    'dino_full.pth',
    'dino_full_legacy.pth',
    'swav.pth.tar',
    'dinov2_teacher_fp16.pth',
    'strided_view.pth',
    'bf16_parametrized.pth',
  ])('%s has the counts of NumPy', async (name) => {
    const { tensors } = await open(name);
    const expected = expectedOf(name);
    for (const each of [expected, expected.also])
      if (each)
        await expectCounts(
          tensors.find(({ key }) => key === each.key),
          each,
        );
  });

  test('both forms of one checkpoint give the same keys and numbers', async () => {
    const [zipped, older] = [await open('dino_full.pth'), await open('dino_full_legacy.pth')];
    const listed = ({ tensors }: typeof zipped) =>
      tensors.map(({ key, shape, dtype }) => ({ key, shape, dtype }));
    expect(listed(older)).toEqual(listed(zipped));
    expect(zipped.numbers.get('epoch')).toBeGreaterThan(0);
    expect(older.numbers).toEqual(zipped.numbers);
    const read = ({ tensors }: typeof zipped) => Promise.all(tensors.map((tensor) => tensor.read()));
    expect((await read(older)).map((values) => Buffer.from(values.buffer).toString('base64'))).toEqual(
      (await read(zipped)).map((values) => Buffer.from(values.buffer).toString('base64')),
    );
  });

  test('a tensor reads its own storage alone', async () => {
    const { bytes, read } = counted(fileOf(fixture('dino_full.pth')));
    const { tensors } = await torchCheckpoint(bytes);
    const before = read();
    const tensor = tensors.find(({ key }) => key === 'teacher.head.last_layer.weight_v');
    await tensor?.read();
    expect(read() - before).toBe(30 + 512 * 32 * 4);
  });

  test('a file without prototypes lists its matrix', async () => {
    const { tensors } = await open('no_prototypes.pth');
    expect(tensors.map(({ key, shape, dtype }) => [key, shape, dtype])).toEqual([
      ['fc.weight', [10, 16], 'float32'],
    ]);
  });

  test('deflated files give the same numbers', async () => {
    const tensors = async (level: 0 | 9) =>
      (await torchCheckpoint(packed(await unzipped('swav.pth.tar'), level))).tensors;
    const [plain, deflated] = [await tensors(0), await tensors(9)];
    expect(await deflated.at(-1)?.read()).toEqual(await plain.at(-1)?.read());
  });

  test('an .npz lists its arrays', async () => {
    const files = { 'a.npy': fixture('prototypes_f32.npy'), 'b.npy': fixture('vector.npy') };
    const tensors = await npzTensors(packed(files, 9));
    expect(tensors.map(({ key }) => key)).toEqual(['a', 'b']);
    await expectCounts(tensors[0], expectedOf('prototypes_f32.npy'));
  });

  test('a deflated array is unpacked when it is read, not when it is listed', async () => {
    const whole = new Uint8Array(4_000_000 + 128);
    whole.set(fixture('prototypes_f32.npy').subarray(0, 128));
    whole.set(Buffer.from('(1000, 1000), }'), Buffer.from(whole).indexOf('(512, 32)'));
    // noise, which does not shrink
    const chance = random(1);
    for (let i = 128; i < whole.length; i++) whole[i] = chance.below(256);
    const { bytes, read } = counted(packed({ 'a.npy': whole }, 9));
    const [tensor] = await npzTensors(bytes);
    expect(tensor?.shape).toEqual([1000, 1000]);
    expect(read()).toBeLessThan(bytes.size / 2);
    const values = await tensor?.read();
    expect(Buffer.from(values?.buffer ?? []).equals(Buffer.from(whole.subarray(128)))).toBe(true);
  });
});

describe('hostile and broken torch files are refused', () => {
  test('a call is named, and not made', async () => {
    expect(await refusal(() => open('hostile_reduce.pth'))).toMatch(/no tensors.*posix\.system/);
  });

  test('another file', async () => {
    expect(await refusal(() => open('not_a_checkpoint.pth'))).toMatch(/neither as a zip/);
    expect(await refusal(() => torchCheckpoint(fileOf()))).toMatch(/neither as a zip/);
  });

  test('a zip without a list of tensors', async () => {
    const file = packed({ 'a.txt': Uint8Array.of(1) }, 0);
    expect(await refusal(() => torchCheckpoint(file))).toMatch(/no data\.pkl/);
  });

  test('files cut off', async () => {
    const cut = (name: string, bytes: number) => fileOf(fixture(name).subarray(0, -bytes));
    expect(await refusal(() => torchCheckpoint(cut('dino_full.pth', 4000)))).toMatch(/end is missing/);
    expect(await refusal(() => torchCheckpoint(cut('dino_full_legacy.pth', 4000)))).toMatch(/last tensor/);
    expect(await refusal(() => torchCheckpoint(cut('dino_full_legacy.pth', 149_000)))).toMatch(
      /ends within its list/,
    );
  });

  test.each(['swav.pth.tar', 'bf16_parametrized.pth'])(
    'one changed bit in the weights of %s',
    async (name) => {
      const whole = fixture(name);
      const { tensors } = await torchCheckpoint(fileOf(whole));
      const matrix = tensors.findIndex(({ shape }) => shape.length === 2 && shape[1] === 32);
      await tensors[matrix]?.read();
      // the matrix is most of the file, so that the middle is within it
      const changed = whole.slice();
      changed[Math.floor(whole.length / 2)] ^= 4;
      const reread = (await torchCheckpoint(fileOf(changed))).tensors[matrix];
      expect(await refusal(async () => reread?.read())).toMatch(/does not match its checksum/);
    },
  );

  test('one changed bit in the list of tensors, in stored arrays and in deflated ones', async () => {
    const whole = fixture('swav.pth.tar');
    const changed = whole.slice();
    changed[Buffer.from(whole).indexOf('prototypes')] ^= 1;
    expect(await refusal(() => torchCheckpoint(fileOf(changed)))).toMatch(/data\.pkl.*checksum/);
    for (const level of [0, 9] as const) {
      const zipped = zipSync({ 'a.npy': fixture('prototypes_f32.npy') }, { level });
      const directory = Buffer.from(zipped).indexOf('PK\x01\x02', 0, 'latin1');
      // the checksum itself, as other damage to deflated data mostly fails before
      const wrong = new Uint8Array(zipped);
      wrong[level === 0 ? Math.floor(wrong.length / 2) : directory + 16] ^= 1;
      const read = async () => (await npzTensors(fileOf(wrong)))[0]?.read();
      expect(await refusal(read)).toMatch(/checksum/);
    }
  });

  test('a storage that is shorter than its tensors', async () => {
    const files = await unzipped('strided_view.pth');
    const short = { ...files, 'strided_view/data/0': new Uint8Array(400) };
    expect(await refusal(() => torchCheckpoint(packed(short, 0)))).toMatch(/does not fit its data/);
  });

  test('deflated data that gives more than it claims', async () => {
    const bytes = zipSync({ 'a/data.pkl': new Uint8Array(1e6) });
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const directory = Buffer.from(bytes).indexOf('PK\x01\x02', 0, 'latin1');
    view.setUint32(directory + 24, 1000, true);
    expect(deflateRawSync(new Uint8Array(1e6)).length).toBeLessThan(2000);
    expect(await refusal(() => torchCheckpoint(fileOf(new Uint8Array(bytes))))).toMatch(/more bytes than/);
    view.setUint32(directory + 24, 0xfffffff0, true);
    expect(await refusal(() => torchCheckpoint(fileOf(new Uint8Array(bytes))))).toMatch(/claims more bytes/);
  });

  const zipOf = (...operations: (string | number)[]) =>
    packed({ 'a/data.pkl': pickle(...operations), 'a/data/0': new Uint8Array(16) }, 0);
  const storage = ['(X', 7, 0, 0, 0, 'storage', 'ctorch\nFloatStorage\n', 'X', 1, 0, 0, 0, '0NK', 4, 'tQ'];
  const tensor = (...layout: (string | number)[]) =>
    zipOf('ctorch._utils\n_rebuild_tensor_v2\n(', ...storage, ...layout, 0x89, '}tR.');

  test('a whole tensor, for the ones below', async () => {
    const { tensors } = await torchCheckpoint(tensor('K', 0, 'K', 4, 0x85, 'K', 1, 0x85));
    expect(await tensors[0]?.read()).toEqual(new Float32Array(4));
  });

  test('rows repeated by a stride of zero, beyond what the file holds', async () => {
    const repeated = tensor('K', 0, 'J', 0xff, 0xff, 0xff, 0x7f, 'K', 4, 0x86, 'K', 0, 'K', 1, 0x86);
    expect(await refusal(() => torchCheckpoint(repeated))).toMatch(/does not fit its data/);
  });

  test.each<readonly [string, readonly (string | number)[]]>([
    ['a negative offset', ['J', 0xff, 0xff, 0xff, 0xff, 'K', 1, 0x85, 'K', 1, 0x85]],
    ['a negative stride', ['K', 3, 'K', 2, 0x85, 'J', 0xff, 0xff, 0xff, 0xff, 0x85]],
    ['an offset beyond the end', ['K', 4, 'K', 1, 0x85, 'K', 1, 0x85]],
    ['fewer strides than axes', ['K', 0, 'K', 2, 'K', 2, 0x86, 'K', 1, 0x85]],
  ])('%s', async (_, layout) => {
    expect(await refusal(() => torchCheckpoint(tensor(...layout)))).toMatch(/does not fit its data/);
  });

  test('a dictionary that holds itself many times over', async () => {
    // each of 60 dictionaries holds the one before twice: 2^60 paths lead to the first
    const doubled = Array.from({ length: 60 }, (_, i) => ['q', i, '0}K', 1, 'h', i, 'sK', 2, 'h', i, 's']);
    expect(await refusal(() => torchCheckpoint(zipOf('}', ...doubled.flat(), '.')))).toMatch(
      /too many values/,
    );
  });

  test('dictionaries nested too deep', async () => {
    const open = '}K\x01'.repeat(1000);
    expect(await refusal(() => torchCheckpoint(zipOf(open, 'N', 's'.repeat(1000), '.')))).toMatch(/too deep/);
  });

  test('a dictionary within itself', async () => {
    expect(await refusal(() => torchCheckpoint(zipOf('}q', 0, 'K', 1, 'h', 0, 's.')))).toMatch(/no tensors/);
  });
});
