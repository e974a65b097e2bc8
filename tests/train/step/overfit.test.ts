import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { catalogue, checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { freeObservation } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { onBackend } from '../../backends.ts';
import { FAST, TINY } from '../session/host.ts';

const [COUNT, SIDE] = [8, 8];
/** A config that learns by heart quickly. One block of all prototypes makes CARP's losses of two steps comparable. */
const SMALL = {
  ...TINY,
  'conv.width': 8,
  'mlp.hidden': 32,
  'vit.patch': 4,
  'vit.width': 32,
  'head.hidden': 32,
  'carp.partition_size': TINY.K,
  batch: COUNT,
  steps: 80,
  lr: 0.03,
};
/** CAPI's student sees but half of each image, another half at every step. */
const HALF = { steps: 240, 'capi.mask_ratio_min': 0.5, 'capi.mask_ratio_max': 0.5 };
/** Terms that keep assignments or features apart: no loss to be learned. */
const UNIFORM = ['KL to uniform', 'KoLeo on features'];

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Trains on the same eight images at every step, without augmentation. The two views of an image are noise that has
 *  nothing in common, so that only learning by heart makes them agree. Gives the losses, and how many prototypes win by targets and by raw scores. */
async function byHeart(given: Readonly<Record<string, unknown>>) {
  const config = checked({ ...SMALL, ...given });
  const source = random(5);
  const images = Array.from({ length: 2 * COUNT * SIDE * SIDE }, () => source.uniform());
  let { lane, state } = openLane(config, { height: SIDE, width: SIDE, channels: 1 });
  const losses: number[] = [];
  let targets: ArrayLike<number> = [];
  let winners: ArrayLike<number> = [];
  for (let at = 0; at < (config.steps as number); at++) {
    const x = tf.tensor4d(images, [2 * COUNT, SIDE, SIDE, 1]);
    const next = step(lane, state, x, config, random(1));
    x.dispose();
    let loss = 0;
    for (const [name, term] of Object.entries(next.seen.terms))
      if (!UNIFORM.includes(name)) loss += Array.from(await term.data()).reduce((a, b) => a + b, 0);
    losses.push(loss);
    targets = await next.seen.assignment.balanced.data();
    winners = await next.seen.assignment.winners.data();
    freeObservation(next.seen);
    state = next.state;
  }
  release(state);
  const distinct = (values: ArrayLike<number>) => new Set(Array.from(values)).size;
  return { losses, targets: distinct(targets), winners: distinct(winners) };
}

for (const { id: method, needs } of catalogue.shelves.method)
  for (const prototypes of ['joint', method === 'capi' ? 'clustering' : 'decoupled'])
    for (const encoder of needs ? ['vit'] : ['mlp', 'conv'])
      test(`${method} with ${prototypes} prototypes learns eight images by heart (${encoder})`, async () => {
        await onBackend(FAST);
        const given = { method, prototypes, encoder, ...(method === 'capi' ? HALF : {}) };
        const learned = await byHeart(given);
        const idle = await byHeart({ ...given, lr: 1e-5, prototype_lr_multiplier: 0 });
        const [start, end] = [mean(learned.losses.slice(0, 5)), mean(learned.losses.slice(-10))];
        expect(end).toBeLessThan(0.6 * start);
        // neither moving prototypes alone nor an encoder with one output for all images gets there
        expect(end).toBeLessThan(0.6 * mean(idle.losses.slice(-10)));
        expect(learned.targets).toBeGreaterThanOrEqual(COUNT / 2);
        // raw scores are not spread by the method, and still tell more than two kinds of images apart
        expect(learned.winners).toBeGreaterThan(2);
      });
