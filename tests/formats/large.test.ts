import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Bytes } from '../../src/formats/bytes.ts';
import { safetensorsTensors } from '../../src/formats/safetensors.ts';
import { torchCheckpoint } from '../../src/formats/torch.ts';
import { fileBytes } from '../../src/node/file-bytes.ts';
import { openWeights } from '../../src/weights/matrices.ts';
import { counted, pickle } from './fixtures.ts';

/** Bytes of the large tensor: more than 32 bits can count. */
const LARGE = 5 * 2 ** 30;
const SMALL = Float32Array.of(1, -2, 3, 0.5);

/** Numbers of 2, 4 or 8 bytes, little-endian, one behind another. */
function fields(...values: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  const parts = values.map(([bytes, value]) => {
    const part = Buffer.alloc(8);
    part.writeBigUInt64LE(BigInt(value));
    return part.subarray(0, bytes);
  });
  return Buffer.concat(parts);
}

/** The parts of a zip64 that holds one member of LARGE bytes, each with its place. The rest of the file is a hole. */
function zip64(list: Uint8Array): [at: number, bytes: Uint8Array][] {
  const members = [
    { name: 'a/data.pkl', size: list.length, data: list },
    { name: 'a/data/0', size: LARGE, data: new Uint8Array(0) },
    { name: 'a/data/1', size: SMALL.byteLength, data: new Uint8Array(SMALL.buffer) },
  ];
  const parts: [number, Uint8Array][] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, size, data } of members) {
    const short = Math.min(size, 0xffffffff);
    const place = Math.min(at, 0xffffffff);
    const sizes: [8, number][] =
      size > short
        ? [
            [8, size],
            [8, size],
          ]
        : [];
    const wide = fields(...sizes, ...(at > place ? ([[8, at]] as const) : []));
    const extra = wide.length > 0 ? Buffer.concat([fields([2, 1], [2, wide.length]), wide]) : wide;
    const shared = [
      [2, 45],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, 0],
      [4, short],
      [4, short],
      [2, name.length],
    ] as const;
    const local = Buffer.concat([fields([4, 0x04034b50], ...shared, [2, 0]), Buffer.from(name)]);
    parts.push([at, Buffer.concat([local, data])]);
    directory.push(
      fields(
        [4, 0x02014b50],
        [2, 45],
        ...shared,
        [2, extra.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, place],
      ),
      Buffer.from(name),
      extra,
    );
    at += local.length + size;
  }
  const list64 = Buffer.concat(directory);
  const count = members.length;
  const end = Buffer.concat([
    fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]),
    fields([8, count], [8, count], [8, list64.length], [8, at]),
    fields([4, 0x07064b50], [4, 0], [8, at + list64.length], [4, 1]),
    fields(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
      [4, list64.length],
      [4, 0xffffffff],
      [2, 0],
    ),
  ]);
  return [...parts, [at, Buffer.concat([list64, end])]];
}

/** A file with these parts and holes between them, for as long as `use` takes. */
async function sparse(
  parts: readonly [at: number, bytes: Uint8Array][],
  use: (file: Bytes) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'large-weights-'));
  try {
    const path = join(folder, 'weights');
    const handle = await open(path, 'w');
    for (const [at, bytes] of parts) await handle.write(bytes, 0, bytes.length, at);
    await handle.close();
    const file = await fileBytes(path);
    await use(file).finally(file.close);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Operations that make a float32 tensor of this shape from the storage `key` of LARGE / 4 numbers at most. */
const tensor = (key: string, rows: Uint8Array) => [
  ...['ctorch._utils\n_rebuild_tensor_v2\n((X', 7, 0, 0, 0, 'storage', 'ctorch\nFloatStorage\n'],
  ...[
    'X',
    1,
    0,
    0,
    0,
    key,
    'NK',
    4,
    'tQ',
    'K',
    0,
    'J',
    ...rows,
    'K',
    2,
    0x86,
    'K',
    2,
    'K',
    1,
    0x86,
    0x89,
    '}tR',
  ],
];

test('a torch file of 5 GB opens by its list, and reads one tensor', async () => {
  const big = fields([4, LARGE / 8]);
  const list = pickle(
    '}X',
    3,
    0,
    0,
    0,
    'big',
    ...tensor('0', big),
    's',
    'K',
    7,
    ...tensor('1', fields([4, 2])),
    's.',
  );
  await sparse(zip64(list), async (file) => {
    expect(file.size).toBeGreaterThan(LARGE);
    const { bytes, read } = counted(file);
    const { tensors } = await torchCheckpoint(bytes);
    expect(tensors.map(({ key, shape }) => [key, shape])).toEqual([
      ['big', [LARGE / 8, 2]],
      ['7', [2, 2]],
    ]);
    expect(await tensors[1]?.read()).toEqual(SMALL);
    const { matrices } = await openWeights(bytes, 'checkpoint.pth');
    expect(matrices.map(({ key, K, D }) => [key, K, D])).toEqual([
      ['big', LARGE / 8, 2],
      ['7', 2, 2],
    ]);
    expect(await matrices[1]?.read()).toEqual(SMALL);
    expect(read()).toBeLessThan(200_000);
  });
});

test('a .safetensors file of 5 GB opens by its header, and reads one tensor', async () => {
  const entry = (rows: number, from: number, to: number) => ({
    dtype: 'F32',
    shape: [rows, 2],
    data_offsets: [from, to],
  });
  const header = Buffer.from(
    JSON.stringify({ big: entry(LARGE / 8, 0, LARGE), small: entry(2, LARGE, LARGE + 16) }),
  );
  const parts: [number, Uint8Array][] = [
    [0, Buffer.concat([fields([8, header.length]), header])],
    [8 + header.length + LARGE, new Uint8Array(SMALL.buffer)],
  ];
  await sparse(parts, async (file) => {
    const { bytes, read } = counted(file);
    const tensors = await safetensorsTensors(bytes);
    expect(await tensors[1]?.read()).toEqual(SMALL);
    expect(read()).toBe(8 + header.length + 16);
  });
});
