import * as tf from '@tensorflow/tfjs';
import { ofRank } from '../math/kernel/rank.ts';
import type { PrototypeEstimator } from './estimator.ts';

/** The control: random unit rows that never move are 100% unique, and learn nothing. */
export const fixed: PrototypeEstimator = {
  id: 'fixed',
  title: 'Fixed',
  summary: 'random prototypes that never move. Always unique, so they are the control for uniqueness.',
  papers: [],
  equations: [
    {
      tex: String.raw`c_k = g_k / \lVert g_k \rVert, \quad g_k \sim \mathcal N(0, I_D)`,
      says: 'Directions drawn once, uniformly on the sphere. Nothing ever moves them.',
    },
  ],
  knobs: {},
  learned: false,
  outputNorm: 'none',
  embedding: 'unit',
  start: (initial) => ({ rows: tf.clone(initial) }),
  prototypes: (state) => ofRank(state.rows, 2),
};
