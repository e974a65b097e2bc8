import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../base/config.ts';
import type { Random } from '../base/random.ts';
import { cosine } from '../base/schedule.ts';
import { gather } from '../math/gradients.ts';
import { submit } from '../math/kernel.ts';
import { normaliseSegment, rowsOf } from '../math/pack.ts';
import { scores as scoresOf } from '../math/scores.ts';
import { normaliseRows } from '../math/sphere.ts';
import { observeWhitening, type Whitening } from '../math/whitening.ts';
import type { Context } from '../methods/method.ts';
import {
  type Bank,
  type Branch,
  type Lane,
  type Look,
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
    // embed with the teacher and the student, stacked where they are two; what is hidden, is hidden from the student
    const student = weightsOf(lane, state, 'student');
    const teacher = method.teacher === 'ema' ? [teacherOf(lane, state)] : [];
    const net = new TrainingNetwork([...teacher, student], images);
    const mask = method.mask?.(context.random.fork('mask'), images.shape[0], lane.patches, methodValues);
    const look = lane.look(net, images, mask?.hidden);
    const embedded: Embedded[] = [];
    for (const branch of lane.branches) {
      const known = embedded.find((other) => other.branch.bank === branch.bank)?.whitening;
      embedded.push(embed(lane, state, net, branch, look, known));
    }

    // (i) prototypes learn from teacher embeddings, outside the loss
    const estimatorValues = valuesOf(config, estimator.knobs, estimator.id);
    const banks: Record<string, Bank> = {};
    for (const [address, bank] of Object.entries(state.banks)) {
      const meeting = embedded.filter(({ branch }) => branch.bank === address);
      const seen = meeting.map(({ seenByTeacher }) => seenByTeacher);
      const rows = seen.length > 1 ? tf.concat(seen, 0) : (seen[0] as tf.Tensor2D);
      const whitening = meeting[0]?.whitening;
      banks[address] = {
        estimator: estimator.observe
          ? estimator.observe(lane.unit ? rows : normaliseRows(rows), bank.estimator, estimatorValues, {
              random: context.random.fork(address === PROTOTYPES ? 'prototypes' : address),
              positions: meeting.every(({ branch }) => branch.rows === 'patches') ? lane.patches : 1,
            })
          : bank.estimator,
        ...(whitening ? { whitening } : {}),
      };
    }

    // score, and make the teacher's scores into targets; (ii) the student's loss, and its gradient
    const asked: Context = { ...context, ...(mask ? { mask } : {}) };
    const forward = method.normalisation === 'forward';
    const constantOf = (bank: string) => estimator.prototypes((banks[bank] as Bank).estimator); // undefined when joint
    const scoreKept = (rows: tf.Tensor2D) => {
      const constant = constantOf(PROTOTYPES);
      const prototypes = constant ?? (teacher[0] ?? student)(PROTOTYPES); // [K, D], the teacher's
      return scoresOf(rows, [prototypes], 1, forward && !constant);
    };
    const scored = embedded.map(({ branch, z }) => {
      const scores = net.score(branch.bank, z, constantOf(branch.bank), forward, branch.classifier); // [G rows, K]
      const rows = z.shape[0] / net.groups;
      return {
        scores,
        teacher: rowsOf(scores, 0, rows),
        student: rowsOf(scores, scores.shape[0] - rows, scores.shape[0]),
      };
    });
    const [main, patches] = scored as [(typeof scored)[0], (typeof scored)[0]?];
    const recalled = method.memory?.recall(state.method, methodValues, asked); // [n, D]
    const kept = recalled && scoreKept(recalled);
    const targets = method.targets(main.teacher, state.method, methodValues, asked, kept);
    const loss = method.loss(main.student, targets, methodValues, asked);
    const patchLoss =
      patches &&
      method.patches?.loss(
        patches.student,
        method.patches.targets(patches.teacher, state.method, methodValues, asked),
        methodValues,
        asked,
      );
    const views = look.views;
    const onFeatures =
      views &&
      method.onFeatures?.(rowsOf(views, views.shape[0] - images.shape[0], views.shape[0]), methodValues);
    net.back([
      [main.scores, loss.slope],
      ...(patches && patchLoss ? [[patches.scores, patchLoss.slope] as const] : []),
      ...(views && onFeatures ? [[views, onFeatures.slope] as const] : []),
    ]);
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

    // the method's own after-work
    const after = {
      ...method.after(main.teacher, state.method, methodValues),
      ...(patches && method.patches?.after(patches.teacher, state.method, methodValues)),
    };
    const seen = (embedded[0] as Embedded).seenByTeacher;

    return {
      state: {
        step: state.step + 1,
        pack,
        blocks: state.blocks,
        banks,
        method: method.memory?.remember(seen, after, methodValues) ?? after,
      },
      seen: {
        terms: {
          ...loss.terms,
          ...patchLoss?.terms,
          ...(onFeatures ? { [onFeatures.name]: onFeatures.loss } : {}),
          ...Object.fromEntries(regularisers),
        },
        winners: targets.assignment.winners,
        assignment: targets.assignment.mean,
      },
    };
  });
  release(state, result.state);
  submit();
  return result;
}

/** A branch's rows as they meet its prototypes, teacher and student stacked. */
interface Embedded {
  readonly branch: Branch;
  readonly whitening: Whitening | undefined;
  /** [G rows, D], and the teacher's part. */
  readonly z: tf.Tensor2D;
  readonly seenByTeacher: tf.Tensor2D;
}

/** `known`: the whitening of a branch before it that shares its bank. */
function embed(
  lane: Lane,
  state: State,
  net: TrainingNetwork,
  branch: Branch,
  look: Look,
  known: Whitening | undefined,
): Embedded {
  const outputs = lane.embed(branch, net, look[branch.rows] as tf.Tensor2D); // [G rows, D]
  const rows = outputs.shape[0] / net.groups;
  const old = state.banks[branch.bank]?.whitening;
  const whitening = known ?? (old && observeWhitening(rowsOf(outputs, 0, rows), old, state.step));
  const embeddings = whitening ? net.whiten(outputs, whitening) : outputs;
  const z = lane.unit ? net.unit(embeddings) : embeddings;
  return { branch, whitening, z, seenByTeacher: rowsOf(z, 0, rows) };
}

/** Warm-up over the first share of the steps (its first step already moves), then a cosine to the final share. */
export function learningRate(step: number, config: RunConfig): number {
  const { steps, lr, lr_end, warmup } = runValues(config);
  const warmUp = Math.floor(warmup * steps);
  return cosine(step, steps, lr, lr_end * lr, warmUp, lr / Math.max(1, warmUp));
}

/** Of joint prototypes: a multiple of the learning rate, and 0 while they are frozen (SwAV's
 *  freeze_prototypes_niters, DINO's freeze_last_layer); their moments go on, so that no first move is too large. */
export function prototypeLearningRate(step: number, config: RunConfig): number {
  const { prototype_lr_multiplier, freeze_prototypes } = runValues(config);
  return step < freeze_prototypes ? 0 : learningRate(step, config) * prototype_lr_multiplier;
}

/** From weight_decay to weight_decay_end along a cosine (DINO). */
export function weightDecay(step: number, config: RunConfig): number {
  const { steps, weight_decay, weight_decay_end } = runValues(config);
  return cosine(step, steps, weight_decay, weight_decay_end);
}

/** From momentum_teacher to momentum_teacher_end along a cosine (DINO). */
export function teacherMomentum(step: number, config: RunConfig): number {
  const { steps, momentum_teacher, momentum_teacher_end } = runValues(config);
  return cosine(step, steps, momentum_teacher, momentum_teacher_end);
}
