import { number, type Values } from '../base/knobs.ts';
import type { WeightSpec } from '../math/update/initial-weights.ts';
import type { Encoder } from './encoder.ts';

const knobs = {
  width: number({
    label: 'Width',
    default: 16,
    min: 8,
    max: 64,
    integer: true,
    hint: 'Channels of the first convolution. The second has twice as many, the third four times: the feature size.',
  }),
};

type ConvValues = Values<typeof knobs>;

const channels = ({ width }: ConvValues) => [width, 2 * width, 4 * width];

/** Three 3 x 3 convolutions of stride 2, each with batch norm and GELU, then a mean over the plane. */
export const conv: Encoder<typeof knobs> = {
  id: 'conv',
  title: 'Conv',
  summary: 'three strided convolutions with batch norm and GELU, then global average pooling.',
  papers: [],
  knobs,
  learningRate: 0.002,
  weights: (shape, values) => {
    const specs: WeightSpec[] = [];
    let from = shape.channels;
    channels(values).forEach((to, i) => {
      const at = `encoder/conv${i + 1}`;
      specs.push(
        { address: `${at}/kernel`, shape: [3, 3, from, to], init: 'random', decay: true },
        { address: `${at}/gamma`, shape: [to], init: 'ones', decay: false },
        { address: `${at}/beta`, shape: [to], init: 'zeros', decay: false },
      );
      from = to;
    });
    return specs;
  },
  norms: (values) => Object.fromEntries(channels(values).map((to, i) => [`encoder/conv${i + 1}`, to])),
  featureSize: (values) => 4 * values.width,
  refusesSide: () => undefined,
  features: (network, images, values) => {
    let x = images; //                             [N, 28, 28, 1] for MNIST
    channels(values).forEach((_, i) => {
      const at = `encoder/conv${i + 1}`;
      x = network.batchNorm(at, network.conv(at, x), true); // [N, 14, 14, 16] ...
    });
    return network.average(x); //                  [N, 64]
  },
};
