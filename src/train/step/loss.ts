import * as tf from '@tensorflow/tfjs';
import type { Values } from '../../base/knobs.ts';
import { ofRank } from '../../math/kernel/rank.ts';
import type { Slope } from '../../math/layers/tape.ts';
import { rowsOf } from '../../math/update/pack.ts';
import type { Context, Targets } from '../../methods/method.ts';
import { type Lane, PROTOTYPES } from '../lane/lane.ts';
import type { Weights } from '../lane/network.ts';
import type { GlobalViews } from './embedding.ts';
import type { Scores } from './scores.ts';

type MethodValues = Values<Lane['method']['knobs']>;

/** The terms of a loss by name, each the sum of a tensor's values, and its gradients to what the networks made. */
export interface StudentLoss {
  readonly terms: Readonly<Record<string, tf.Tensor>>;
  readonly slopes: readonly Slope[];
}

/** The loss on views. Those of `locals` stand behind the two global ones, crop-major. */
export function lossOnViews(
  { method }: Lane,
  globals: Scores,
  locals: Scores | undefined,
  targets: Targets,
  values: MethodValues,
  context: Context,
): StudentLoss {
  const all = locals ? tf.concat([globals.student, locals.student], 0) : globals.student; // [V B, K]
  const { terms, slope } = method.loss(all, targets, values, context);
  const border = globals.student.shape[0];
  const slopes: Slope[] = [[globals.stacked, rowsOf(slope, 0, border)]];
  if (locals) slopes.push([locals.stacked, rowsOf(slope, border, all.shape[0])]);
  return { terms, slopes };
}

/** The loss on masked patches, where a method has one beside that on views. `targets` are [2B P, K]. */
export function lossOnPatches(
  { method }: Lane,
  patches: Scores | undefined,
  targets: tf.Tensor2D | undefined,
  values: MethodValues,
  context: Context,
): StudentLoss {
  if (!method.patches || !patches || !targets) return { terms: {}, slopes: [] };
  const { terms, slope } = method.patches.loss(patches.student, targets, values, context);
  return { terms, slopes: [[patches.stacked, slope]] };
}

/** The loss on the student's features of the global views, where a method has one. */
export function lossOnFeatures(
  { method }: Lane,
  { net, features: { views } }: GlobalViews,
  values: MethodValues,
): StudentLoss {
  const term = views && method.onFeatures?.(net.studentRows(views), values);
  if (!term) return { terms: {}, slopes: [] };
  return { terms: { [term.name]: term.loss }, slopes: [[views, term.slope]] };
}

/** A regulariser of prototypes that are weights: its terms by name, and its gradients [K, D] by address. */
export interface PrototypeLoss {
  readonly terms: Readonly<Record<string, tf.Tensor>>;
  readonly gradients: Readonly<Record<string, tf.Tensor2D>>;
}

/** The loss on the student's own prototypes, in the banks at these addresses. */
export function lossOnPrototypes(
  { estimator }: Lane,
  banks: readonly string[],
  student: Weights,
  values: Values<Lane['estimator']['knobs']>,
): PrototypeLoss {
  const terms: Record<string, tf.Tensor> = {};
  const gradients: Record<string, tf.Tensor2D> = {};
  for (const bank of estimator.learned ? banks : []) {
    const term = estimator.regularise?.(ofRank(student(bank), 2), values);
    if (!term) continue;
    terms[bank === PROTOTYPES ? term.name : `patch ${term.name}`] = term.loss;
    gradients[bank] = term.slope;
  }
  return { terms, gradients };
}
