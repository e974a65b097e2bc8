import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../base/epsilons.ts';
import type { Images } from '../../base/images.ts';
import type { Command, Inspection, Portrait, Question } from '../../base/messages.ts';
import { shownRows } from '../../census/drawn-rows.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { prototypeGroups } from '../../metrics/groups.ts';
import { nearestCosines } from '../../metrics/nearest.ts';
import type { Lane } from '../lane/lane.ts';
import { prototypesOf, type State } from '../lane/state.ts';
import { CHUNK, embedImages, type Rest } from './evaluate.ts';

/** A prototype's nearest images are looked for among the first so many training images: a tenth of a second of
 *  work for the conv encoder, more for larger ones. */
const SEARCHED = 2048;
/** How many of them are sent. */
const NEAREST = 8;

export const isQuestion = (command: Command): command is Question =>
  command.type === 'inspect' || command.type === 'portray';

/** What a question about a state is answered by; `images` are the training images that may be shown. */
export function answerTo(
  question: Question,
  lane: Lane,
  state: State,
  images: Images,
  rest: Rest,
): Promise<Inspection | Portrait> {
  return question.type === 'inspect'
    ? inspect(lane, state)
    : portray(lane, state, question.prototype, images, rest);
}

/** Which of a state's prototypes are copies of each other, and how near each one's nearest is. */
async function inspect(lane: Lane, state: State): Promise<Inspection> {
  // the very cosines that a report counts by, so that groups are as many as unique prototypes
  const tensors = tf.tidy(() => {
    const rows = shownRows(prototypesOf(lane, state));
    const units = normaliseRows(rows);
    return [rows, tf.matMul(units, units, false, true)];
  });
  const [shown, D] = tensors[0].shape as [number, number];
  const [rows, cosines] = (await Promise.all(tensors.map((each) => each.data()))) as Float32Array[];
  tf.dispose(tensors);
  return {
    type: 'inspection',
    step: state.step,
    groups: prototypeGroups(rows, shown, D, EPSILONS, cosines),
    nearest: nearestCosines(rows, shown, D, cosines),
  };
}

/**
 * What the prototype with index `k` stands for: the training images whose teacher embeddings, un-augmented, have the
 * largest cosine to it, and its cosines to the prototypes that are shown. A dead one, and one that there is not, has no
 * images.
 */
async function portray(lane: Lane, state: State, k: number, images: Images, rest: Rest): Promise<Portrait> {
  const [one, beside] = tf.tidy(() => {
    const prototypes = prototypesOf(lane, state);
    const [K, D] = prototypes.shape;
    const row = k >= 0 && k < K ? tf.slice(prototypes, [k, 0], [1, D]) : tf.zeros<tf.Rank.R2>([1, D]);
    const unit = normaliseRows(row);
    return [unit, tf.matMul(normaliseRows(shownRows(prototypes)), unit, false, true)];
  });
  const cosines = (await beside.data()) as Float32Array;
  const direction = (await one.data()) as Float32Array;
  const alive = direction.some((value) => value !== 0 && Number.isFinite(value));
  const count = alive ? Math.min(SEARCHED, images.count) : 0;
  const found = new Float32Array(count);
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    const likeness = tf.tidy(() =>
      tf.matMul(normaliseRows(embedImages(lane, state, images, from, to)), one, false, true),
    );
    found.set((await likeness.data()) as Float32Array, from);
    likeness.dispose();
    await rest();
  }
  tf.dispose([one, beside]);
  const order = [...found.keys()].sort((a, b) => found[b] - found[a]).slice(0, NEAREST);
  const { height, width, channels } = images;
  const size = height * width * channels;
  const pixels = new Uint8Array(order.length * size);
  order.forEach((image, i) => {
    pixels.set(images.pixels.subarray(image * size, (image + 1) * size), i * size);
  });
  return {
    type: 'portrait',
    step: state.step,
    prototype: k,
    cosines: alive ? cosines : cosines.map(() => Number.NaN),
    images: {
      count: order.length,
      height,
      width,
      channels,
      pixels,
      labels: Uint8Array.from(order, (image) => images.labels[image]),
      classes: images.classes,
    },
    likeness: Float32Array.from(order, (image) => found[image]),
    searched: count,
  };
}
