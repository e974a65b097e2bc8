import * as tf from '@tensorflow/tfjs';
import type { Whitening } from '../../math/estimators/whitening.ts';
import { ofRank } from '../../math/kernel/rank.ts';
import { type Section, segmentOf } from '../../math/update/pack.ts';
import type { MethodState } from '../../methods/method.ts';
import type { EstimatorState } from '../../prototypes/estimator.ts';
import { type Lane, PROTOTYPES, segmentAt } from './lane.ts';
import type { Weights } from './network.ts';

/** Prototypes outside the network, and what whitens the embeddings that meet them. */
export type Bank = { readonly estimator: EstimatorState; readonly whitening?: Whitening };

/** Banks by their address, such as "head/prototypes". */
export type Banks = { readonly [address: string]: Bank };

/**
 * Everything of a lane that changes. It is a value passed from step to step, so that pausing, keeping the last good
 * state and going back to it are just holding on to one.
 */
export type State = {
  readonly step: number;
  /** Weights, moments, the teacher and running statistics, [4, N]. */
  readonly pack: tf.Tensor2D;
  /** The segment of each run of 64 floats, int32 [N / 64]. All states of a lane share this tensor. */
  readonly blocks: tf.Tensor1D;
  readonly banks: Banks;
  readonly method: MethodState;
};

/** Weights of one section of a state's pack, each a view made when first asked for. Call inside tf.tidy. */
export function weightsOf(lane: Lane, state: State, section: Section): Weights {
  const views = new Map<string, tf.Tensor>();
  return (address) => {
    const made = views.get(address);
    if (made) return made;
    const view = segmentOf(state.pack, segmentAt(lane, address), section);
    views.set(address, view);
    return view;
  };
}

/** The weights that targets come from and that evaluation uses. Call inside tf.tidy. */
export function teacherOf(lane: Lane, state: State): Weights {
  return weightsOf(lane, state, lane.method.teacher === 'ema' ? 'teacher' : 'student');
}

/** Prototypes [K, D] as the teacher's scores see them, by default those that the lane is measured by. The caller
 *  disposes of them. */
export function prototypesOf(lane: Lane, state: State, bank = PROTOTYPES): tf.Tensor2D {
  const constant = lane.estimator.prototypes(state.banks[bank].estimator);
  return constant ? tf.clone(constant) : ofRank(teacherOf(lane, state)(bank), 2);
}

/** Frees the tensors of `old` that are not also those of `next`. */
export function release(old: State, next?: State): void {
  const kept = new Set(next ? tensorsOf(next).map(([, tensor]) => tensor) : []);
  for (const [, tensor] of tensorsOf(old)) if (!kept.has(tensor)) tensor.dispose();
}

/** A second hold on every tensor of a state. It costs no memory, since weights are replaced and never written. */
export function hold(state: State): State {
  return tf.tidy(() => copyOf(state)) as State;
}

/** Every tensor of a state with its path, such as "banks/head/prototypes/estimator/s0". */
export function tensorsOf(state: State): (readonly [path: string, tensor: tf.Tensor])[] {
  return tensorsBelow('', state);
}

type Node = number | tf.Tensor | { readonly [key: string]: Node };

function tensorsBelow(path: string, node: Node): (readonly [string, tf.Tensor])[] {
  if (typeof node === 'number') return [];
  if (node instanceof tf.Tensor) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => tensorsBelow(path ? `${path}/${key}` : key, value));
}

function copyOf(node: Node): Node {
  if (typeof node === 'number') return node;
  if (node instanceof tf.Tensor) return tf.clone(node);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copyOf(value)]));
}
