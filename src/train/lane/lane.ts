import type * as tf from '@tensorflow/tfjs';
import type { Network } from '../../math/layers/network.ts';
import type { Layout, Segment } from '../../math/update/pack.ts';
import type { Picked } from './menu.ts';
import type { TrainingNetwork } from './network.ts';

/** Where the prototypes are that a lane is measured by. */
export const PROTOTYPES = 'head/prototypes';

/** One kind of rows on its way to the loss: a head, and a bank of prototypes behind it. */
export interface Branch {
  readonly rows: 'views' | 'patches';
  /** Address of its head. */
  readonly head: string;
  /** Address of its prototypes; branches of one address share them. */
  readonly bank: string;
  /** Address of the student's own classifier, where it has one. */
  readonly classifier?: string;
}

/** Features of the images of a step, by kind of rows. */
export type Features = Readonly<Partial<Record<Branch['rows'], tf.Tensor2D>>>;

/** What does not change while a lane trains: its parts, where its weights lie, and how images become
 *  embeddings. */
export interface Lane extends Picked {
  readonly layout: Layout;
  /** Embeddings have unit length before they meet the prototypes. */
  readonly unit: boolean;
  /** Prototypes count as unit rows: those that the loss moves, where the method says so; others score as they are. */
  readonly weightNorm: boolean;
  /** Weight decay applies to these addresses. */
  readonly decays: ReadonlySet<string>;
  /** The first is what the lane is measured by. */
  readonly branches: readonly [Branch, ...Branch[]];
  /** Patches an image has, where the encoder sees any. */
  readonly patches: number;
  /** Features [N, F] of images, for evaluation. */
  features(network: Network, images: tf.Tensor4D): tf.Tensor2D;
  /** Features of every branch's rows; hidden patches are hidden from the student. */
  forward(network: TrainingNetwork, images: tf.Tensor4D, hidden?: tf.Tensor1D): Features;
  /** Head outputs [.., D] of a branch's features. */
  head(branch: Branch, network: Network, features: tf.Tensor2D): tf.Tensor2D;
}

export function segmentAt(lane: Lane, address: string): Segment {
  const segment = lane.layout.segments.find((one) => one.address === address);
  if (!segment) throw new Error(`no weight at ${address}`);
  return segment;
}

/** How many numbers the student learns. */
export function parametersOf({ layout }: Lane): number {
  return layout.segments.reduce((sum, { kind, size }) => sum + (kind === 'weight' ? size : 0), 0);
}
