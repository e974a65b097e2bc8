import type * as tf from '@tensorflow/tfjs';
import { TroubleError } from '../base/errors.ts';
import { number, type Values } from '../base/knobs.ts';
import type { Network } from '../math/network.ts';
import type { WeightSpec } from '../math/weights.ts';
import type { Encoder, ImageShape } from './encoder.ts';

/** The papers take 0.02, and learn for hundreds of thousands of steps what of it is too small beside the patches. */
const POSITIONS = 0.3;

const knobs = {
  patch: number({
    label: 'Patch size',
    default: 7,
    min: 2,
    max: 32,
    integer: true,
    hint: 'Side of a patch in pixels. It must divide the images: 28 pixels take 2, 4, 7 or 14. Time grows with the number of patches.',
  }),
  width: number({
    label: 'Width',
    default: 64,
    min: 16,
    max: 256,
    integer: true,
    hint: 'Numbers a token has, and the feature size. The heads share them, so that their number must divide it.',
  }),
  blocks: number({
    label: 'Blocks',
    default: 2,
    min: 1,
    max: 12,
    integer: true,
    hint: 'Transformer blocks, each attention among the tokens and then two dense layers on each; a ViT-S has 12.',
  }),
  heads: number({
    label: 'Heads',
    default: 4,
    min: 1,
    max: 16,
    integer: true,
    hint: 'Attention heads of a block. It must divide the width.',
  }),
  mlp_ratio: number({
    label: 'MLP ratio',
    default: 2,
    min: 1,
    max: 4,
    integer: true,
    hint: 'Hidden units of a block’s dense layers, in widths. The papers take 4; 2 is enough at toy scale, and faster.',
  }),
};

type VitValues = Values<typeof knobs>;

const blocksOf = ({ blocks }: VitValues) => Array.from({ length: blocks }, (_, i) => `encoder/block${i + 1}`);

/** Glorot & Bengio 2010, as the authors' ViT starts. A deviation of 0.02, DINO's at a width of 384, is too small for
 *  narrow ones. */
const glorot = (from: number, to: number) => Math.sqrt(2 / (from + to));

const dense = (address: string, from: number, to: number, deviation = glorot(from, to)): WeightSpec[] => [
  { address: `${address}/kernel`, shape: [from, to], init: 'normal', deviation, decay: true },
  { address: `${address}/bias`, shape: [to], init: 'zeros', decay: false },
];

const norm = (address: string, width: number): WeightSpec[] => [
  { address: `${address}/gamma`, shape: [width], init: 'ones', decay: false },
  { address: `${address}/beta`, shape: [width], init: 'zeros', decay: false },
];

/** Patches of an image. */
const countOf = ({ height, width }: Pick<ImageShape, 'height' | 'width'>, { patch }: VitValues) =>
  (height / patch) * (width / patch);

/** Images [N, H, W, C] to tokens [N T, E] before the last norm, and T. */
function body(network: Network, images: tf.Tensor4D, values: VitValues, mask: tf.Tensor1D | undefined) {
  const [, height, width] = images.shape;
  const T = countOf({ height, width }, values) + 1;
  const rows = network.patches(images, values.patch); //                        [N P, p·p·C]
  let x = network.tokens('encoder/tokens', network.dense('encoder/patch', rows, true), mask); // [N T, E]
  for (const at of blocksOf(values)) {
    const qkv = network.dense(`${at}/qkv`, network.layerNorm(`${at}/norm1`, x), true); // [N T, 3E]
    x = network.dense(`${at}/proj`, network.attention(qkv, T, values.heads), true, x);
    const hidden = network.dense(`${at}/mlp1`, network.layerNorm(`${at}/norm2`, x), true);
    x = network.dense(`${at}/mlp2`, network.gelu(hidden), true, x);
  }
  return { x, T };
}

/** A small pre-norm vision transformer (Dosovitskiy et al. 2021): features are the [CLS] token's after the last norm. */
export const vit: Encoder<typeof knobs> = {
  id: 'vit',
  title: 'ViT',
  summary: 'a small vision transformer: attention among patches, its features those of the [CLS] token.',
  papers: [],
  gives: 'patches',
  knobs,
  weights: (shape, values) => {
    refuse(shape, values);
    const { patch, width: E, mlp_ratio } = values;
    const hidden = mlp_ratio * E;
    const pixels = patch * patch * shape.channels;
    return [
      // as spread as PyTorch's default of a convolution, which DINO leaves
      ...dense('encoder/patch', pixels, E, 1 / Math.sqrt(3 * pixels)),
      // DINO's groups: what has more than one axis decays, and these have three there
      { address: 'encoder/tokens/cls', shape: [E], init: 'normal', decay: true },
      {
        address: 'encoder/tokens/positions',
        shape: [countOf(shape, values) + 1, E],
        init: 'normal',
        deviation: POSITIONS,
        decay: true,
      },
      { address: 'encoder/tokens/mask_token', shape: [E], init: 'zeros', decay: false },
      ...blocksOf(values).flatMap((at) => [
        ...norm(`${at}/norm1`, E),
        // queries, keys and values are a matrix each
        ...dense(`${at}/qkv`, E, 3 * E, glorot(E, E)),
        ...dense(`${at}/proj`, E, E),
        ...norm(`${at}/norm2`, E),
        ...dense(`${at}/mlp1`, E, hidden),
        ...dense(`${at}/mlp2`, hidden, E),
      ]),
      ...norm('encoder/norm', E),
    ];
  },
  norms: () => ({}),
  featureSize: ({ width }) => width,
  refusesSide: (side, { patch }) =>
    side % patch === 0 ? undefined : `a side that patches of ${patch} pixels tile`,
  features: (network, images, values) => {
    const { x, T } = body(network, images, values, undefined);
    return network.layerNorm('encoder/norm', network.split(x, T, 'cls')); // [N, E]
  },
  patchCount: countOf,
  tokens: (network, images, values, mask) => {
    const { x, T } = body(network, images, values, mask);
    const y = network.layerNorm('encoder/norm', x);
    return { cls: network.split(y, T, 'cls'), patches: network.split(y, T, 'patches') };
  },
  activations: (shape, values) => {
    const { patch, width: E, heads, blocks, mlp_ratio } = values;
    const T = countOf(shape, values) + 1;
    const weights = heads * T * T;
    const block = T * E * (8 + 2 * mlp_ratio) + weights;
    return {
      largest: Math.max(T * E * Math.max(3, mlp_ratio), weights),
      all: patch * patch * shape.channels * (T - 1) + 2 * T * E + blocks * block,
    };
  },
};

/** Throws a `config` TroubleError where patches do not tile the images, or heads do not divide the width. */
function refuse({ height, width }: ImageShape, values: VitValues): void {
  const { patch, heads } = values;
  if (height % patch !== 0 || width % patch !== 0)
    throw new TroubleError({
      kind: 'config',
      came: `patches of ${patch} pixels for images of ${height} x ${width}`,
      wanted: 'a patch size that divides both sides',
      todo: 'Change the patch size.',
      knob: 'vit.patch',
    });
  if (values.width % heads !== 0)
    throw new TroubleError({
      kind: 'config',
      came: `${heads} heads for a width of ${values.width}`,
      wanted: 'a number of heads that divides the width',
      todo: 'Change the heads or the width.',
      knob: 'vit.heads',
    });
}
