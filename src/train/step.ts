import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../base/config.ts';
import type { Random } from '../base/random.ts';
import { cosine } from '../base/schedule.ts';
import { follow } from '../math/adamw.ts';
import { normaliseRows } from '../math/sphere.ts';
import type { Context, Loss } from '../methods/method.ts';
import type { Slot } from '../optimizers/optimizer.ts';
import { type Lane, PROTOTYPES, release, runValues, type State, teacherOf } from './lane.ts';
import { valuesOf } from './menu.ts';
import { type Runnings, type Tensors, training, updateRunning } from './network.ts';
import { schedule } from './run-knobs.ts';

/** What a step lets the outside see: device tensors, read back only when a report is due. */
export type Seen = {
  readonly loss: tf.Scalar;
  readonly terms: { readonly [name: string]: tf.Scalar };
  /** Prototype that each teacher view is assigned to, int32 [2B]. */
  readonly winners: tf.Tensor1D;
  /** Mean teacher assignment [K]. */
  readonly assignment: tf.Tensor1D;
};

/**
 * One training step: the algorithm box of Arteaga et al. 2026 (Figure 2), for every method and estimator.
 * images [2B, H, W, C], crop-major. Returns the next state and frees the old one.
 */
export function step(
  lane: Lane,
  state: State,
  images: tf.Tensor4D,
  config: RunConfig,
  random: Random,
): { state: State; seen: Seen } {
  const { method, estimator, optimizer } = lane;
  const run = runValues(config);
  const methodValues = valuesOf(config, method.knobs, method.id);
  const context: Context = {
    step: state.step,
    steps: run.steps,
    random: random.fork(`step ${state.step}`),
    unit: lane.unit,
  };

  const result = tf.tidy((): { state: State; seen: Seen } => {
    // embed with the teacher, off the tape
    const running: Record<string, Runnings[string]> = { ...state.running };
    const teacher = teacherOf(lane, state);
    const teacherNet = training(teacher, (address, mean, variance) => {
      running[address] = updateRunning(state.running[address], mean, variance);
    });
    const zTeacher = lane.embed(teacherNet, lane.features(teacherNet, images)); // [2B, D]

    // (i) prototypes learn from teacher embeddings, outside the loss
    const estimatorState = estimator.observe(
      normaliseRows(zTeacher),
      state.estimator,
      valuesOf(config, estimator.knobs, estimator.id),
    );
    const constant = estimator.prototypes(estimatorState); // [K, D]; undefined when joint

    // score and make targets, still off the tape
    const teacherScores = lane.score(zTeacher, (constant ?? teacher[PROTOTYPES]) as tf.Tensor2D); // [2B, K]
    const targets = method.targets(teacherScores, state.method, methodValues, context);

    // (ii) the student's loss, and its gradient to what the loss may move
    const addresses = Object.keys(state.student);
    const held: { loss?: Loss } = {};
    const { grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
      const student: Tensors = Object.fromEntries(addresses.map((at, i) => [at, weights[i]]));
      const net = training(student, () => {});
      const z = lane.embed(net, lane.features(net, images)); // [2B, D]
      const scores = lane.score(z, (constant ?? student[PROTOTYPES]) as tf.Tensor2D); // [2B, K]
      held.loss = keepLoss(method.loss(scores, targets, methodValues, context));
      return held.loss.total;
    })(addresses.map((at) => state.student[at]));

    // optimiser update
    const lr = learningRate(state.step, config);
    const student: Record<string, tf.Tensor> = {};
    const slots: Record<string, Slot> = {};
    addresses.forEach((at, i) => {
      const rate = {
        lr: at === PROTOTYPES ? lr * run.prototype_lr_multiplier : lr,
        decay: lane.decays.has(at) ? run.weight_decay : 0,
        clip: run.clip_grad,
      };
      const moved = optimizer.update(
        state.student[at],
        grads[i],
        state.slots[at],
        rate,
        valuesOf(config, optimizer.knobs, optimizer.id),
      );
      student[at] = moved.weight;
      slots[at] = moved.slot;
    });

    // the teacher follows
    const momentum = teacherMomentum(state.step, config);
    const nextTeacher =
      method.teacher === 'ema'
        ? Object.fromEntries(addresses.map((at) => [at, follow(state.teacher[at], student[at], momentum)]))
        : {};

    // prototypes settle
    if (method.normalisation === 'after' && student[PROTOTYPES])
      student[PROTOTYPES] = normaliseRows(student[PROTOTYPES] as tf.Tensor2D);

    // the method's own after-work
    if (!held.loss) throw new Error('the loss did not run');
    const methodState = method.after(teacherScores, state.method, methodValues);

    return {
      state: {
        step: state.step + 1,
        student,
        teacher: nextTeacher,
        slots,
        running,
        estimator: estimatorState,
        method: methodState,
      },
      seen: {
        loss: held.loss.total,
        terms: held.loss.terms,
        winners: tf.argMax(targets.assignment, 1) as tf.Tensor1D,
        assignment: tf.mean(targets.assignment, 0) as tf.Tensor1D,
      },
    };
  });
  release(state, result.state);
  return result;
}

/** The gradient scope frees what it made: hold the loss's scalars beyond it. */
function keepLoss(loss: Loss): Loss {
  tf.keep(loss.total);
  for (const term of Object.values(loss.terms)) tf.keep(term);
  return loss;
}

/** Warm-up over the first tenth (its first step already moves), then a cosine to 5 %. */
export function learningRate(step: number, config: RunConfig): number {
  const { steps, lr } = runValues(config);
  const warmUp = Math.floor(schedule.warmUp * steps);
  return cosine(step, steps, lr, schedule.finalLr * lr, warmUp, lr / Math.max(1, warmUp));
}

/** From momentum_teacher to 1 along a cosine (DINO). */
export function teacherMomentum(step: number, config: RunConfig): number {
  const { steps, momentum_teacher } = runValues(config);
  return cosine(step, steps, momentum_teacher, 1);
}
