import type * as tf from '@tensorflow/tfjs';
import type { Network } from '../../math/layers/network.ts';
import type { Layout, Segment } from '../../math/update/pack.ts';
import type { Picked } from './menu.ts';
import type { TrainingNetwork } from './training-network.ts';

/** Address of the prototypes that a lane is measured by. */
export const PROTOTYPES = 'head/prototypes';

/** One kind of rows on its way to the loss: through a head to a bank of prototypes. */
export interface Branch {
  readonly rows: 'views' | 'patches';
  /** Address of its head. */
  readonly head: string;
  /** Address of its prototypes. Branches with one address share them. */
  readonly bank: string;
  /** Address of the student's own classifier, if it has one. */
  readonly classifier?: string;
}

/** Features [G R, F] of a step's images by kind of rows, teacher and student stacked. */
export type Features = Readonly<Partial<Record<Branch['rows'], tf.Tensor2D>>>;

/** All of a lane that stays while it trains: its parts, where its weights lie, and how images become embeddings. */
export interface Lane extends Picked {
  readonly layout: Layout;
  /** True: embeddings have unit length before they meet the prototypes. */
  readonly unit: boolean;
  /** True: prototypes that the loss moves score as unit rows. Others score as they are. */
  readonly weightNorm: boolean;
  /** Addresses of the weights that decay. */
  readonly decays: ReadonlySet<string>;
  /** The lane is measured by the first. */
  readonly branches: readonly [Branch, ...Branch[]];
  /** Patches of an image, 0 if the encoder sees none. */
  readonly patches: number;
  /** Features [N, F] of images [N, H, W, C], for evaluation and local views. */
  features(network: Network, images: tf.Tensor4D): tf.Tensor2D;
  /** Features of every branch's rows. The student does not see patches at which `hidden` [N P] is 1. */
  forward(network: TrainingNetwork, images: tf.Tensor4D, hidden?: tf.Tensor1D): Features;
  /** Outputs [R, D] of a branch's head for features [R, F]. */
  head(branch: Branch, network: Network, features: tf.Tensor2D): tf.Tensor2D;
}

/** The place of the weight at `address` in the pack. Throws an Error if there is none. */
export function segmentAt(lane: Lane, address: string): Segment {
  const segment = lane.layout.segments.find((one) => one.address === address);
  if (!segment) throw new Error(`no weight at ${address}`);
  return segment;
}

/** Count of the numbers that the student learns. */
export function parametersOf({ layout }: Lane): number {
  return layout.segments.reduce((sum, { kind, size }) => sum + (kind === 'weight' ? size : 0), 0);
}
