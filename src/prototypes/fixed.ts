import * as tf from '@tensorflow/tfjs';
import type { PrototypeEstimator } from './estimator.ts';

/** The control: random unit rows that never move are 100 % unique without learning anything. */
export const fixed: PrototypeEstimator = {
  id: 'fixed',
  title: 'Fixed',
  summary: 'random prototypes that never move: always unique, hence the control for every uniqueness number.',
  papers: [],
  knobs: {},
  learned: false,
  outputNorm: 'none',
  embedding: 'unit',
  start: (initial) => ({ rows: tf.clone(initial) }),
  prototypes: (state) => state.rows as tf.Tensor2D,
};
