import { expect, test } from 'vitest';
import { torchCheckpoint } from '../../src/formats/torch.ts';
import { packed, pickle, refusal } from './fixtures.ts';
import PICKLES from './numpy-pickles.json';

/**
 * pickle.dumps, in base64, of a dictionary that numpy 1.24.2 and 2.4.6 wrote: a [3, 2] of 0 to 5 as float32, as float64 in
 * Fortran order and as big-endian float16; integers [[1, -2], [3, 4]]; epoch 7; loss 0.5; an array of objects, and one of
 * texts.
 */
const written = Object.entries(PICKLES);

test.each(written)('arrays and scalars of %s', async (_, base64) => {
  const list = new Uint8Array(Buffer.from(base64, 'base64'));
  const { tensors, numbers, placeholders } = await torchCheckpoint(packed({ 'a/data.pkl': list }, 0));
  expect(tensors.map(({ key, shape, dtype }) => [key, shape, dtype])).toEqual([
    ['c', [3, 2], 'float32'],
    ['fortran', [3, 2], 'float64'],
    ['half', [3, 2], 'float16'],
    ['ints', [2, 2], 'int64'],
  ]);
  for (const tensor of tensors.slice(0, 3))
    expect(Array.from(await tensor.read())).toEqual([0, 1, 2, 3, 4, 5]);
  expect(Array.from((await tensors[3]?.read({ integers: true })) ?? [])).toEqual([1, -2, 3, 4]);
  expect([...numbers]).toEqual([
    ['epoch', 7],
    ['loss', 0.5],
  ]);
  expect(placeholders.get('objects')).toMatch(/objects of Python/);
  expect(placeholders.get('texts')).toMatch(/texts/);
});

test('an array whose shape needs more than its bytes is refused', async () => {
  const dtype = 'cnumpy\ndtype\n(X\x02\x00\x00\x00f4K\x00K\x01tR(K\x03X\x01\x00\x00\x00<tb';
  const make = 'cnumpy.core.numeric\n_frombuffer\n(C\x08\x00\x00\x00\x00\x00\x00\x00\x00';
  const array = (rows: number) => pickle(make, dtype, 'K', rows, 0x85, 'X\x01\x00\x00\x00C', 'tR.');
  const open = (rows: number) => torchCheckpoint(packed({ 'a/data.pkl': array(rows) }, 0));
  expect((await open(2)).tensors[0]?.shape).toEqual([2]);
  expect(await refusal(() => open(3))).toMatch(/does not fit its data/);
});
