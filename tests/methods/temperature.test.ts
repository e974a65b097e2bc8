import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { dino } from '../../src/methods/dino.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';

test('DINO’s teacher temperature goes to its end over the share that its knob names', async () => {
  await onBackend('cpu');
  const scores = tf.tensor2d([[0.3, 0.1, -0.2]]);
  const sharpness = async (at: number, share: number) => {
    const config = checked({ 'dino.warmup_teacher_temp_share': share });
    const values = valuesOf(config, dino.knobs, 'dino');
    const targets = dino.targets(scores, { center: tf.zeros([1, 3]) }, values, {
      step: at,
      steps: 20,
      random: random(1),
      unit: true,
    });
    const q = await targets.values.data();
    return 0.2 / Math.log(q[0] / q[1]);
  };
  for (const [share, warmUp] of [
    [0.3, 6],
    [0.5, 10],
    [0, 0],
  ] as const)
    for (const at of [0, 3, 6, 10, 19]) {
      const expected = at >= warmUp ? 0.07 : 0.04 + (0.03 * at) / warmUp;
      expect(await sharpness(at, share)).toBeCloseTo(expected, 4);
    }
});
