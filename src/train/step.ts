import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../base/config.ts';
import type { Random } from '../base/random.ts';
import { cosine } from '../base/schedule.ts';
import { gather } from '../math/gradients.ts';
import { submit } from '../math/kernel.ts';
import { normaliseSegment, rowsOf } from '../math/pack.ts';
import { normaliseRows } from '../math/sphere.ts';
import { observeWhitening } from '../math/whitening.ts';
import type { Context } from '../methods/method.ts';
import {
  type Lane,
  PROTOTYPES,
  release,
  runValues,
  type State,
  segmentAt,
  teacherOf,
  weightsOf,
} from './lane.ts';
import { valuesOf } from './menu.ts';
import { TrainingNetwork } from './network.ts';
import { schedule } from './run-knobs.ts';
import type { Seen } from './seen.ts';

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
    // embed with the teacher and the student, stacked where they are two
    const student = weightsOf(lane, state, 'student');
    const teacher = method.teacher === 'ema' ? [teacherOf(lane, state)] : [];
    const net = new TrainingNetwork([...teacher, student], images);
    const rows = images.shape[0];
    const outputs = lane.embed(net, lane.features(net, images)); // [G 2B, D]
    const whitening =
      state.whitening && observeWhitening(rowsOf(outputs, 0, rows), state.whitening, state.step);
    const embeddings = whitening ? net.whiten(outputs, whitening) : outputs;
    const z = lane.unit ? net.unit(embeddings) : embeddings;
    const seenByTeacher = rowsOf(z, 0, rows); // [2B, D]

    // (i) prototypes learn from teacher embeddings, outside the loss
    const estimatorValues = valuesOf(config, estimator.knobs, estimator.id);
    const estimatorState = estimator.observe
      ? estimator.observe(
          lane.unit ? seenByTeacher : normaliseRows(seenByTeacher),
          state.estimator,
          estimatorValues,
          context.random.fork('prototypes'),
        )
      : state.estimator;
    const constant = estimator.prototypes(estimatorState); // unit rows [K, D]; undefined when joint

    // score, and make the teacher's scores into targets
    const scores = net.score(PROTOTYPES, z, constant, method.normalisation === 'forward'); // [G 2B, K]
    const teacherScores = rowsOf(scores, 0, rows);
    const targets = method.targets(teacherScores, state.method, methodValues, context);

    // (ii) the student's loss, and its gradient to what the loss may move
    const studentScores = rowsOf(scores, scores.shape[0] - rows, scores.shape[0]);
    const loss = method.loss(studentScores, targets, methodValues, context);
    net.back(scores, loss.slope);
    const regulariser = estimator.learned
      ? estimator.regularise?.(student(PROTOTYPES) as tf.Tensor2D, estimatorValues)
      : undefined;
    if (regulariser) net.add(PROTOTYPES, regulariser.slope);

    // optimiser update, and the teacher follows
    const lr = learningRate(state.step, config);
    const moved = optimizer.update(
      state.pack,
      {
        gradients: gather(lane.layout, net.gradients),
        layout: lane.layout,
        blocks: state.blocks,
        rates: lane.layout.segments.map(({ address }) => ({
          lr: address === PROTOTYPES ? lr * run.prototype_lr_multiplier : lr,
          decay: lane.decays.has(address) ? run.weight_decay : 0,
        })),
        clip: run.clip_grad,
        count: state.step + 1,
        momentum: method.teacher === 'ema' ? teacherMomentum(state.step, config) : 0,
      },
      valuesOf(config, optimizer.knobs, optimizer.id),
    );

    // prototypes settle
    const settles = method.normalisation === 'after' && estimator.learned;
    const pack = settles ? normaliseSegment(moved, segmentAt(lane, PROTOTYPES)) : moved;

    return {
      state: {
        step: state.step + 1,
        pack,
        blocks: state.blocks,
        estimator: estimatorState,
        ...(whitening ? { whitening } : {}),
        // the method's own after-work
        method: method.after(teacherScores, state.method, methodValues),
      },
      seen: {
        terms: { ...loss.terms, ...(regulariser ? { [regulariser.name]: regulariser.loss } : {}) },
        winners: targets.assignment.winners,
        assignment: targets.assignment.mean,
      },
    };
  });
  release(state, result.state);
  submit();
  return result;
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
