import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import type { Random } from '../../base/random.ts';
import { submit } from '../../math/kernel/kernel.ts';
import { gather } from '../../math/update/gradients.ts';
import { normaliseSegment, rowsOf } from '../../math/update/pack.ts';
import type { Context } from '../../methods/method.ts';
import { type Lane, PROTOTYPES, segmentAt } from '../lane/lane.ts';
import { runValues, valuesOf } from '../lane/menu.ts';
import { TrainingNetwork } from '../lane/network.ts';
import { release, type State, teacherOf, weightsOf } from '../lane/state.ts';
import { observed } from './banks.ts';
import { type Embedded, embedStep } from './embedding.ts';
import { objectiveOf } from './objective.ts';
import type { Observation } from './observation.ts';
import { halfOf } from './partial-update.ts';
import { learningRate, prototypeLearningRate, teacherMomentum, weightDecay } from './schedules.ts';

/** Embeddings that a step shows: enough for a cloud behind the prototypes. */
const SHOWN = 256;

/**
 * One training step: the algorithm box of Arteaga et al. 2026 (Figure 2), for every method and estimator.
 * images [2B, H, W, C], crop-major, and local views of them [.., h, h, C] in multi-crop. Returns the next state and
 * frees the old one.
 */
export function step(
  lane: Lane,
  state: State,
  images: tf.Tensor4D,
  config: RunConfig,
  random: Random,
  localImages?: tf.Tensor4D,
): { state: State; seen: Observation } {
  const { method, estimator, optimizer } = lane;
  const run = runValues(config);
  const methodValues = valuesOf(config, method.knobs, method.id);
  const context: Context = {
    step: state.step,
    steps: run.steps,
    random: random.fork(`step ${state.step}`),
    unit: lane.unit,
  };

  const result = tf.tidy((): { state: State; seen: Observation } => {
    // embed with the teacher and the student, stacked where they are two; what is hidden, is hidden from the student
    const student = weightsOf(lane, state, 'student');
    const teacher = method.teacher === 'ema' ? [teacherOf(lane, state)] : [];
    const net = new TrainingNetwork([...teacher, student], images);
    const mask = method.mask?.(context.random.fork('mask'), images.shape[0], lane.patches, methodValues);
    const features = lane.forward(net, images, mask?.hidden);
    const rows = embedStep(lane, state, net, features);
    const [{ seenByTeacher }] = rows as [Embedded];

    // (i) prototypes learn from teacher embeddings, outside the loss
    const estimatorValues = valuesOf(config, estimator.knobs, estimator.id);
    const banks = observed(lane, state.banks, rows, estimatorValues, context.random);

    // score, make the teacher's scores into targets, and (ii) the student's loss with its gradient
    const asked: Context = { ...context, ...(mask ? { mask } : {}) };
    const targeting = teacher[0] ?? student;
    const scene = { lane, net, student, teacher: targeting, banks, embedded: rows, features, localImages };
    const objective = objectiveOf(scene, state.method, methodValues, asked);
    net.back(objective.slopes);
    objective.backFromLocals?.(net);
    const regularisers = (estimator.learned ? Object.keys(banks) : []).flatMap((bank) => {
      const term = estimator.regularise?.(student(bank) as tf.Tensor2D, estimatorValues);
      if (term) net.add(bank, term.slope);
      const name = bank === PROTOTYPES ? term?.name : `patch ${term?.name}`;
      return term ? [[name, term.loss] as const] : [];
    });

    // optimiser update, and the teacher follows
    const lr = learningRate(state.step, config);
    const prototypeLr = prototypeLearningRate(state.step, config);
    const decay = weightDecay(state.step, config);
    const moved = optimizer.update(
      state.pack,
      {
        gradients: gather(lane.layout, net.gradients),
        layout: lane.layout,
        blocks: state.blocks,
        rates: lane.layout.segments.map(({ address }) => ({
          lr: address in banks ? prototypeLr : lr,
          decay: lane.decays.has(address) ? decay : 0,
        })),
        clip: run.clip_grad,
        count: state.step + 1,
        momentum: method.teacher === 'ema' ? teacherMomentum(state.step, config) : 0,
      },
      valuesOf(config, optimizer.knobs, optimizer.id),
    );

    // prototypes settle
    const settles = method.normalisation === 'after' && estimator.learned;
    const learned = settles ? Object.keys(banks) : [];
    const pack = learned.reduce((settled, bank) => normaliseSegment(settled, segmentAt(lane, bank)), moved);

    const after = { step: state.step + 1, pack, blocks: state.blocks, banks, method: objective.after };
    return {
      state: halfOf(run.advance, lane, state, after),
      seen: {
        terms: { ...objective.terms, ...Object.fromEntries(regularisers) },
        winners: objective.targets.assignment.winners,
        assignment: objective.targets.assignment.mean,
        embeddings: rowsOf(seenByTeacher, 0, Math.min(SHOWN, seenByTeacher.shape[0])),
      },
    };
  });
  release(state, result.state);
  submit();
  return result;
}
