import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import { unitRows } from '../../src/math/update/initial-weights.ts';
import { fixed as estimator } from '../../src/prototypes/fixed.ts';
import { unit } from './arrays.ts';
import type { Claim } from './claim.ts';

const [K, D] = [6, 4];

export const fixed: readonly Claim[] = [
  {
    tex: String.raw`c_k = g_k / \lVert g_k \rVert, \quad g_k \sim \mathcal N(0, I_D)`,
    compare: () => {
      const source = random(5);
      const g = Array.from({ length: K }, () => Array.from({ length: D }, () => source.normal()));
      const state = estimator.start(tf.tensor2d(unitRows(K, D, random(5)), [K, D]), {}, 8);
      if (estimator.observe) throw new Error('something moves them');
      return [{ shown: g.map(unit), op: estimator.prototypes(state) as tf.Tensor }];
    },
  },
];
