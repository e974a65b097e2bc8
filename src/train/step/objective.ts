import * as tf from '@tensorflow/tfjs';
import type { Values } from '../../base/knobs.ts';
import type { Slope } from '../../math/layers/tape.ts';
import { scores as scoresOf } from '../../math/rows/scores.ts';
import { rowsOf } from '../../math/update/pack.ts';
import type { Context, MethodState, Targets } from '../../methods/method.ts';
import { type Features, type Lane, PROTOTYPES } from '../lane/lane.ts';
import type { TrainingNetwork, Weights } from '../lane/network.ts';
import type { Banks } from '../lane/state.ts';
import type { Embedded } from './embedding.ts';
import { localViews } from './local-views.ts';

/** What a method made of a step's embeddings. */
export interface Objective {
  readonly targets: Targets;
  /** All of the loss's terms, and their gradients to what the network made. */
  readonly terms: Readonly<Record<string, tf.Tensor>>;
  readonly slopes: readonly Slope[];
  /** The way back from local views, where there are any. */
  readonly backFromLocals?: (onto: TrainingNetwork) => void;
  /** The method's own next state. */
  readonly after: MethodState;
}

/** What a step has when it comes to its loss. */
export interface Scene {
  readonly lane: Lane;
  readonly net: TrainingNetwork;
  readonly student: Weights;
  /** The weights that targets come from. */
  readonly teacher: Weights;
  readonly banks: Banks;
  readonly embedded: readonly Embedded[];
  readonly features: Features;
  /** Local views of multi-crop, [.., h, h, C]. */
  readonly localImages: tf.Tensor4D | undefined;
}

/** Scores embeddings, makes the teacher's scores into targets, and asks the method for (ii), the student's loss. */
export function objectiveOf(
  { lane, net, student, teacher, banks, embedded, features, localImages }: Scene,
  state: MethodState,
  values: Values<Lane['method']['knobs']>,
  context: Context,
): Objective {
  const { method, estimator, weightNorm } = lane;
  const constants = new Map(
    Object.entries(banks).map(([bank, { estimator: kept }]) => [bank, estimator.prototypes(kept)]),
  ); // undefined when joint
  const scored = embedded.map(({ branch, z }) => {
    const scores = net.score(branch.bank, z, constants.get(branch.bank), weightNorm, branch.classifier); // [G rows, K]
    const rows = z.shape[0] / net.groups;
    return { scores, teacher: rowsOf(scores, 0, rows), student: lastRows(scores, rows) };
  });
  const [main, patches] = scored as [(typeof scored)[0], (typeof scored)[0]?];

  const recalled = method.memory?.recall(state, values, context); // [n, D]
  const prototypes = () => constants.get(PROTOTYPES) ?? teacher(PROTOTYPES); // [K, D], the teacher's
  const kept = recalled && scoresOf(recalled, [prototypes()], 1, weightNorm);
  const targets = method.targets(main.teacher, state, values, context, kept);
  const [first] = embedded as [Embedded];
  const locals =
    localImages && localViews(lane, student, localImages, constants.get(first.branch.bank), first.whitening);
  // the two global views first: a loss on [V B, K] reads as many views as there are
  const globals = main.student.shape[0];
  const all = locals ? tf.concat([main.student, locals.scores], 0) : main.student;
  const loss = method.loss(all, targets, values, context);

  const onPatches = () => {
    if (!patches || !method.patches) return undefined;
    const aims = method.patches.targets(patches.teacher, state, values, context);
    return method.patches.loss(patches.student, aims, values, context);
  };
  const patchLoss = onPatches();

  const { views } = features;
  const onFeatures = views && method.onFeatures?.(lastRows(views, views.shape[0] / net.groups), values);

  const after = {
    ...method.after(main.teacher, state, values),
    ...(patches && method.patches?.after(patches.teacher, state, values)),
  };
  return {
    targets,
    terms: {
      ...loss.terms,
      ...patchLoss?.terms,
      ...(onFeatures ? { [onFeatures.name]: onFeatures.loss } : {}),
    },
    slopes: [
      [main.scores, locals ? rowsOf(loss.slope, 0, globals) : loss.slope],
      ...(patches && patchLoss ? [[patches.scores, patchLoss.slope] as const] : []),
      ...(views && onFeatures ? [[views, onFeatures.slope] as const] : []),
    ],
    ...(locals
      ? { backFromLocals: (onto) => locals.back(rowsOf(loss.slope, globals, all.shape[0]), onto) }
      : {}),
    after: method.memory?.remember(first.seenByTeacher, after, values) ?? after,
  };
}

/** The student's rows. */
const lastRows = (x: tf.Tensor2D, rows: number) => rowsOf(x, x.shape[0] - rows, x.shape[0]);
