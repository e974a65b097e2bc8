import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { checked, valuesOf } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release, teacherOf, weightsOf } from '../../../src/train/lane/state.ts';
import { observe } from '../../../src/train/step/banks.ts';
import { embedGlobalViews } from '../../../src/train/step/embedding.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

/** The distance that prototypes of a lane's first bank move when they observe a batch twice: those that cluster by gradient
 *  show a move one batch later. */
async function observed(prototypes: string) {
  await onBackend('cpu');
  const config = checked({ ...TINY, method: 'dino', prototypes });
  const { lane, state } = openLane(config, { height: 8, width: 8, channels: 1 });
  const { estimator, branches } = lane;
  const [before, after] = tf.tidy(() => {
    const images = tf.randomUniform<tf.Rank.R4>([8, 8, 8, 1], 0, 1, 'float32', 3);
    const student = weightsOf(lane, state, 'student');
    const views = embedGlobalViews(lane, state, teacherOf(lane, state), student, images, undefined);
    const values = valuesOf(config, estimator.knobs, estimator.id);
    const once = observe(lane, state.banks, views.embedded, values, random(1));
    const banks = observe(lane, once, views.embedded, values, random(2));
    expect(Object.keys(banks)).toEqual(Object.keys(state.banks));
    expect(banks[branches[0].bank].whitening !== undefined).toBe(prototypes === 'spherical');
    return [state.banks, banks].map(
      (some) => estimator.prototypes(some[branches[0].bank].estimator) ?? tf.zeros([1, 1]),
    );
  });
  const moved = tf.max(tf.abs(tf.sub(after, before)));
  const [found] = await moved.data();
  tf.dispose([before, after, moved]);
  release(state);
  return found;
}

test('prototypes that learn outside the loss move with the embeddings of a batch, and no others', async () => {
  for (const prototypes of ['decoupled', 'spherical', 'clustering'])
    expect(await observed(prototypes), prototypes).toBeGreaterThan(1e-6);
  for (const prototypes of ['joint', 'fixed']) expect(await observed(prototypes), prototypes).toBe(0);
});
