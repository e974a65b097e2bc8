import type { PrototypeEstimator } from './estimator.ts';

/** The common practice: prototypes are weights, and one loss moves them and the encoder. */
export const joint: PrototypeEstimator = {
  id: 'joint',
  title: 'Joint',
  summary: 'prototypes are weights that the method’s own loss moves together with the encoder.',
  papers: [],
  knobs: {},
  learned: true,
  outputNorm: 'none',
  embedding: 'method',
  start: () => ({}),
  observe: (_, state) => state,
  prototypes: () => undefined,
};
