import type * as tf from '@tensorflow/tfjs';
import { choice, number, type Values } from '../base/knobs.ts';
import type { Network, OutputNorm } from '../math/layers/network.ts';
import type { WeightSpec } from '../math/update/initial-weights.ts';

/** Knobs of the projection head, which turns features into the D-dimensional embeddings that meet prototypes. */
export const headKnobs = {
  hidden: number({
    label: 'Head hidden units',
    default: 256,
    min: 16,
    max: 1024,
    integer: true,
    scale: 'log',
    hint: 'Units of the hidden layer of the projection head.',
  }),
  output_norm: choice({
    label: 'Head output norm',
    default: 'auto',
    options: [
      { value: 'auto', label: 'auto' },
      { value: 'none', label: 'none' },
      { value: 'batchnorm', label: 'BatchNorm' },
      { value: 'whiten', label: 'whitening' },
    ],
    hint: 'Normalises the head’s output. Auto: BatchNorm for decoupled, whitening for spherical, none otherwise. Choose the same for both lanes to isolate the prototypes.',
  }),
  embedding: choice({
    label: 'Embedding',
    default: 'auto',
    options: [
      { value: 'auto', label: 'auto' },
      { value: 'raw', label: 'raw' },
      { value: 'unit', label: 'unit length' },
    ],
    hint: 'Scale embeddings to unit length before scoring them against the prototypes. Auto follows the method; decoupled and fixed prototypes always get unit length.',
  }),
};

export type HeadValues = Values<typeof headKnobs>;

/** Weights of the head at the address `at`. */
export function headWeights(
  at: string,
  featureSize: number,
  D: number,
  { hidden }: HeadValues,
): WeightSpec[] {
  return [
    { address: `${at}/dense1/kernel`, shape: [featureSize, hidden], init: 'random', decay: true },
    { address: `${at}/dense1/gamma`, shape: [hidden], init: 'ones', decay: false },
    { address: `${at}/dense1/beta`, shape: [hidden], init: 'zeros', decay: false },
    { address: `${at}/dense2/kernel`, shape: [hidden, D], init: 'random', decay: true },
    { address: `${at}/dense2/bias`, shape: [D], init: 'zeros', decay: false },
  ];
}

/** Channels of each batch norm of the head at `at`, by address. */
export function headNorms(
  at: string,
  D: number,
  { hidden }: HeadValues,
  outputNorm: OutputNorm,
): Readonly<Record<string, number>> {
  return { [`${at}/dense1`]: hidden, ...(outputNorm === 'batchnorm' ? { [`${at}/output`]: D } : {}) };
}

/** Features [N, F] -> outputs [N, D]: dense, batch norm, GELU, dense, then batch norm if asked for. Whitening follows
 *  outside, since its statistics are not those of a batch. */
export function headOutputs(
  at: string,
  network: Network,
  features: tf.Tensor2D,
  outputNorm: OutputNorm,
): tf.Tensor2D {
  const hidden = network.batchNorm(`${at}/dense1`, network.dense(`${at}/dense1`, features, false), true);
  const x = network.dense(`${at}/dense2`, hidden, true); // [N, D]
  return outputNorm === 'batchnorm' ? network.standardise(`${at}/output`, x) : x;
}
