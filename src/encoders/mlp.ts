import { number } from '../base/knobs.ts';
import type { Encoder } from './encoder.ts';

const knobs = {
  hidden: number({
    label: 'Hidden units',
    default: 256,
    min: 16,
    max: 1024,
    integer: true,
    scale: 'log',
    hint: 'Units of both hidden layers. The second is the feature size.',
  }),
};

const LAYERS = ['encoder/dense1', 'encoder/dense2'];

/** Two dense layers with batch norm and GELU. It shows collapse but hardly learns, since its untrained features are
 *  as good as raw pixels already. */
export const mlp: Encoder<typeof knobs> = {
  id: 'mlp',
  title: 'MLP',
  summary:
    'two dense layers on raw pixels. Fast and shows collapse, but learns little beyond its initial features.',
  papers: [],
  knobs,
  learningRate: 0.002,
  weights: (shape, { hidden }) =>
    LAYERS.flatMap((at, i) => [
      {
        address: `${at}/kernel`,
        shape: [i === 0 ? shape.height * shape.width * shape.channels : hidden, hidden],
        init: 'random' as const,
        decay: true,
      },
      { address: `${at}/gamma`, shape: [hidden], init: 'ones' as const, decay: false },
      { address: `${at}/beta`, shape: [hidden], init: 'zeros' as const, decay: false },
    ]),
  norms: ({ hidden }) => Object.fromEntries(LAYERS.map((at) => [at, hidden])),
  featureSize: ({ hidden }) => hidden,
  features: (network, images) => {
    let x = network.flatten(images); //                            [N, H·W·C]
    for (const at of LAYERS) x = network.batchNorm(at, network.dense(at, x, false), true); // [N, hidden]
    return x;
  },
};
