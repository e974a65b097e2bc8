import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../base/epsilons.ts';
import type { Images } from '../../base/images.ts';
import type { Command, Inspection, Portrait, Question } from '../../base/messages.ts';
import { COUNTED_AT_ONCE } from '../../census/counting.ts';
import { shownRows } from '../../census/drawn-rows.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { representativesOf } from '../../metrics/collapse.ts';
import { nearestCosines } from '../../metrics/nearest.ts';
import type { Lane } from '../lane/lane.ts';
import { prototypesOf, type State } from '../lane/state.ts';
import { CHUNK, embedImages, type Rest } from './evaluate.ts';

/** Training images among which a prototype's nearest are sought. The conv encoder takes a tenth of a second for them,
 *  larger ones more. */
const SEARCHED = 2048;
/** Nearest images that are sent. */
const NEAREST = 8;

export const isQuestion = (command: Command): command is Question =>
  command.type === 'inspect' || command.type === 'portray';

/** Answers a question about a state. `images` are the training images that a portrait may show. */
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

/** Finds how near each prototype's nearest neighbour is, and the duplicates where no report counts them at once. */
async function inspect(lane: Lane, state: State): Promise<Inspection> {
  // the same cosines as a report counts by, so that there are as many groups as unique prototypes
  const [prototypes, products, K] = tf.tidy((): [tf.Tensor2D, tf.Tensor2D, number] => {
    const all = prototypesOf(lane, state);
    const rows = shownRows(all);
    const units = normaliseRows(rows);
    return [rows, tf.matMul(units, units, false, true), all.shape[0]];
  });
  const [shown, D] = prototypes.shape;
  const [rows, cosines] = await Promise.all([prototypes.data<'float32'>(), products.data<'float32'>()]);
  tf.dispose([prototypes, products]);
  return {
    type: 'inspection',
    step: state.step,
    ...(K > COUNTED_AT_ONCE ? { representatives: representativesOf(rows, shown, D, EPSILONS, cosines) } : {}),
    nearest: nearestCosines(rows, shown, D, cosines),
  };
}

/**
 * Portrays the prototype with index `k`: the training images whose un-augmented teacher embeddings have the largest
 * cosines to it, and its cosines to the prototypes that are drawn. One that is dead, or beyond K, has no images.
 */
async function portray(lane: Lane, state: State, k: number, images: Images, rest: Rest): Promise<Portrait> {
  const [one, beside] = tf.tidy((): [tf.Tensor2D, tf.Tensor2D] => {
    const prototypes = prototypesOf(lane, state);
    const [K, D] = prototypes.shape;
    const row = k >= 0 && k < K ? tf.slice(prototypes, [k, 0], [1, D]) : tf.zeros<tf.Rank.R2>([1, D]);
    const unit = normaliseRows(row);
    return [unit, tf.matMul(normaliseRows(shownRows(prototypes)), unit, false, true)];
  });
  const cosines = await beside.data<'float32'>();
  const direction = await one.data<'float32'>();
  const alive = direction.some((value) => value !== 0 && Number.isFinite(value));
  const count = alive ? Math.min(SEARCHED, images.count) : 0;
  const found = new Float32Array(count);
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    const likeness = tf.tidy(() =>
      tf.matMul(normaliseRows(embedImages(lane, state, images, from, to)), one, false, true),
    );
    found.set(await likeness.data<'float32'>(), from);
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
