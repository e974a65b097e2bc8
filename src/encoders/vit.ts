import type * as tf from '@tensorflow/tfjs';
import { TroubleError } from '../base/errors.ts';
import { number, type Values } from '../base/knobs.ts';
import type { Network } from '../math/layers/network.ts';
import type { Encoder, Hiding, ImageShape } from './encoder.ts';
import { denseSpecs, normSpecs, POSITIONS, spreadSpecs } from './transformer.ts';

const knobs = {
  patch: number({
    label: 'Patch size',
    default: 7,
    min: 2,
    max: 32,
    integer: true,
    hint: 'Side of a patch in pixels. It must divide the image side: 2, 4, 7 or 14 for 28 pixels. More patches take longer.',
  }),
  width: number({
    label: 'Width',
    default: 64,
    min: 16,
    max: 256,
    integer: true,
    hint: 'Token width and feature size. Must be divisible by the number of heads.',
  }),
  blocks: number({
    label: 'Blocks',
    default: 2,
    min: 1,
    max: 12,
    integer: true,
    hint: 'Transformer blocks: attention, then two dense layers per token. A ViT-S has 12.',
  }),
  heads: number({
    label: 'Heads',
    default: 4,
    min: 1,
    max: 16,
    integer: true,
    hint: 'Attention heads per block. Must divide the width.',
  }),
  mlp_ratio: number({
    label: 'MLP ratio',
    default: 2,
    min: 1,
    max: 4,
    integer: true,
    hint: 'Hidden units of a block’s dense layers, as a multiple of the width. Paper: 4. At toy scale 2 is enough, and faster.',
  }),
};

type VitValues = Values<typeof knobs>;

const blocksOf = ({ blocks }: VitValues) => Array.from({ length: blocks }, (_, i) => `encoder/block${i + 1}`);

/** Patches of an image. */
const countOf = ({ height, width }: Pick<ImageShape, 'height' | 'width'>, { patch }: VitValues) =>
  (height / patch) * (width / patch);

/** Images [N, H, W, C] to tokens [N T, E] before the last norm, and T. Nothing of patches that are left out reaches
 *  the other tokens; their own rows mean nothing. */
function body(network: Network, images: tf.Tensor4D, values: VitValues, hiding: Hiding | undefined) {
  const [, height, width] = images.shape;
  const T = countOf({ height, width }, values) + 1;
  const rows = network.patches(images, values.patch); //                        [N P, p·p·C]
  const [mask, unseen] = hiding?.leftOut ? [undefined, hiding.patches] : [hiding?.patches, undefined];
  let x = network.tokens('encoder/tokens', network.dense('encoder/patch', rows, true), mask); // [N T, E]
  for (const at of blocksOf(values)) {
    const qkv = network.dense(`${at}/qkv`, network.layerNorm(`${at}/norm1`, x), true); // [N T, 3E]
    x = network.dense(`${at}/proj`, network.attention(qkv, T, values.heads, unseen), true, x);
    const hidden = network.dense(`${at}/mlp1`, network.layerNorm(`${at}/norm2`, x), true);
    x = network.dense(`${at}/mlp2`, network.gelu(hidden), true, x);
  }
  return { x, T };
}

/** A small pre-norm vision transformer (Dosovitskiy et al. 2021). Its features are the [CLS] token after the last
 *  norm. */
export const vit: Encoder<typeof knobs> = {
  id: 'vit',
  title: 'ViT',
  summary: 'a small vision transformer. Its features are those of the [CLS] token.',
  papers: [],
  gives: 'patches',
  knobs,
  relations: [{ left: 'vit.heads', must: 'divide', right: 'vit.width' }],
  // iBOT’s k-NN is a point lower at twice this, and three at half (docs/results.md)
  learningRate: 0.001,
  weights: (shape, values) => {
    refuse(shape, values);
    const { patch, width: E, mlp_ratio } = values;
    const hidden = mlp_ratio * E;
    const pixels = patch * patch * shape.channels;
    return [
      // PyTorch's default for a convolution, which DINO keeps
      ...spreadSpecs('encoder/patch', pixels, E, 1 / Math.sqrt(3 * pixels)),
      // DINO's parameter groups: tensors with more than one axis decay, and these have three in its code
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
        ...normSpecs(`${at}/norm1`, E),
        // queries, keys and values have a matrix each
        ...denseSpecs(`${at}/qkv`, E, 3 * E, E),
        ...denseSpecs(`${at}/proj`, E, E),
        ...normSpecs(`${at}/norm2`, E),
        ...denseSpecs(`${at}/mlp1`, E, hidden),
        ...denseSpecs(`${at}/mlp2`, hidden, E),
      ]),
      ...normSpecs('encoder/norm', E),
    ];
  },
  norms: () => ({}),
  featureSize: ({ width }) => width,
  refusesSide: (side, { patch }) =>
    side % patch === 0 ? undefined : `Patches of ${patch} pixels must divide the side.`,
  features: (network, images, values) => {
    const { x, T } = body(network, images, values, undefined);
    return network.layerNorm('encoder/norm', network.split(x, T, 'cls')); // [N, E]
  },
  patchCount: countOf,
  tokens: (network, images, values, hiding) => {
    const { x, T } = body(network, images, values, hiding);
    const all = network.layerNorm('encoder/norm', x);
    return { all, cls: network.split(all, T, 'cls'), patches: network.split(all, T, 'patches') };
  },
  predictor: (shape, values, blocks) => {
    const { width, heads, mlp_ratio } = values;
    return { tokens: countOf(shape, values) + 1, width, heads, mlp_ratio, blocks };
  },
  activations: (shape, values, predictor) => {
    const { patch, width: E, heads, blocks, mlp_ratio } = values;
    const T = countOf(shape, values) + 1;
    const weights = heads * T * T;
    const block = T * E * (8 + 2 * mlp_ratio) + weights;
    // a predictor makes queries apart from keys and values, and then copies them side by side
    const asking = predictor * (block + 3 * T * E);
    return {
      largest: Math.max(T * E * Math.max(3, mlp_ratio), weights),
      all: patch * patch * shape.channels * (T - 1) + 2 * T * E + blocks * block + asking,
    };
  },
};

/** Throws a `config` TroubleError if patches do not tile the images. */
function refuse({ height, width }: ImageShape, values: VitValues): void {
  const { patch } = values;
  if (height % patch !== 0 || width % patch !== 0)
    throw new TroubleError({
      kind: 'config',
      failed: `Patches of ${patch} pixels do not fit images of ${height} x ${width}`,
      why: 'The patch size must divide both sides.',
      todo: 'Change the patch size.',
      knob: 'vit.patch',
    });
}
