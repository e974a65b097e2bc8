import * as tf from '@tensorflow/tfjs';
import type { KnobSet, Values } from '../base/knobs.ts';
import { random } from '../base/random.ts';
import { cosine } from '../base/schedule.ts';
import { onlineClustering } from '../math/estimators/clustering.ts';
import { blockConsistency } from '../math/losses/block-consistency.ts';
import { koleo } from '../math/losses/koleo.ts';
import { sinkhornKnopp } from '../math/losses/sinkhorn.ts';
import { scores } from '../math/rows/scores.ts';
import { normaliseRows } from '../math/rows/sphere.ts';
import { gather } from '../math/update/gradients.ts';
import { momentumStep } from '../math/update/momentum.ts';
import { blocksOf, layoutOf, packOf, segmentOf } from '../math/update/pack.ts';
import { dino } from '../methods/dino.ts';
import { ibot } from '../methods/ibot.ts';
import { maskOf } from '../methods/masks.ts';
import type { Context, Method, MethodState, PatchObjective } from '../methods/method.ts';
import { swav } from '../methods/swav.ts';
import { uniquePrototypes } from '../metrics/collapse.ts';
import { knn } from '../metrics/knn.ts';
import { uniformity } from '../metrics/uniformity.ts';
import { checked, valuesOf } from '../train/lane/menu.ts';
import { sumOf } from '../train/step/observation.ts';

// Checks our numbers against those of the authors' own code. Its fields tell what a case is about, so that a file may have
// other seeds, sizes and names.

type Matrix = number[][];
export type OracleCase = Readonly<Record<string, unknown>>;
type Answer = readonly { readonly name: string; readonly ours: Numbers; readonly theirs: Numbers }[];
type Numbers = number | readonly number[] | Float32Array | readonly (readonly number[])[];
type Check = (given: OracleCase) => Promise<Answer>;

const CHECKS: readonly { readonly fields: readonly string[]; readonly check: Check }[] = [
  { fields: ['student_logits', 'teacher_logits', 'center', 'ncrops'], check: checkDino },
  { fields: ['x', 'weight_v', 'logits'], check: checkHead },
  { fields: ['teacher_logits', 'n_iterations', 'assignments'], check: checkSinkhorn },
  { fields: ['scores', 'grad_scores', 'epsilon'], check: checkSwav },
  { fields: ['student_patch', 'teacher_patch', 'mask'], check: checkIbot },
  { fields: ['partition_size', 'permutation', 'grad_student_logits'], check: checkCarp },
  { fields: ['schedule', 'base_value', 'niter_per_ep'], check: checkCosine },
  { fields: ['top1_percent', 'train_features'], check: checkKnn },
  { fields: ['prototypes', 'eps', 'unique'], check: checkUnique },
  { fields: ['x', 'loss', 'grad'], check: checkKoLeo },
  { fields: ['target_temp', 'pred_temp', 'grad_weight'], check: checkClustering },
  { fields: ['weight_decay', 'eta', 'w', 'b', 'steps'], check: checkLars },
];

/**
 * The largest error over all outputs of a case on the current backend, each relative to the largest magnitude of its
 * output; undefined if no check here fits the case.
 */
export async function oracleError(given: OracleCase): Promise<number | undefined> {
  const found = CHECKS.find(({ fields }) => fields.every((field) => field in given));
  if (!found) return undefined;
  const answers = await found.check(given);
  return Math.max(...answers.map(({ name, ours, theirs }) => relativeError(name, flat(ours), flat(theirs))));
}

function relativeError(name: string, ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length)
    throw new Error(`${name}: ${ours.length} numbers, the oracle has ${theirs.length}`);
  const scale = Math.max(...theirs.map(Math.abs), 1e-12);
  const worst = Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])));
  // a NaN of ours comes through Math.max, and counts as an infinite error
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / scale;
}

function flat(numbers: Numbers): number[] {
  if (typeof numbers === 'number') return [numbers];
  return Array.from(numbers as ArrayLike<number | readonly number[]>).flat();
}

const matrix = (value: unknown) => tf.tensor2d(value as Matrix);
const context = (unit: boolean): Context => ({ step: 0, steps: 1, random: random(0), unit });

/** A method's loss, and its gradient to the student's scores. */
async function lossAndGradient<S extends KnobSet>(
  method: Method<S>,
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  state: MethodState,
  values: Values<S>,
): Promise<{ loss: number; gradient: Float32Array }> {
  const targets = method.targets(teacher, state, values, context(true));
  const { terms, slope } = method.loss(student, targets, values, context(true));
  const read = await Promise.all(Object.values(terms).map((term) => term.data()));
  return {
    loss: sumOf(read.map((term) => sumOf(term))),
    gradient: (await slope.data()) as Float32Array,
  };
}

async function checkDino(given: OracleCase): Promise<Answer> {
  const temperature = given.teacher_temp as number;
  const values = {
    student_temp: given.student_temp as number,
    warmup_teacher_temp: temperature,
    teacher_temp: temperature,
    warmup_teacher_temp_share: 0,
    center_momentum: given.center_momentum as number,
  };
  const teacher = matrix(given.teacher_logits);
  const state = { center: tf.tensor2d([given.center as number[]]) };
  const { loss, gradient } = await lossAndGradient(
    dino,
    matrix(given.student_logits),
    teacher,
    state,
    values,
  );
  const after = (await dino.after(teacher, state, values).center.data()) as Float32Array;
  return [
    { name: 'loss', ours: loss, theirs: given.loss as number },
    { name: 'gradient', ours: gradient, theirs: given.grad_student_logits as Matrix },
    { name: 'centre', ours: after, theirs: given.center_after as number[] },
  ];
}

async function checkIbot(given: OracleCase): Promise<Answer> {
  const temperature = given.teacher_temp as number;
  if (given.teacher_patch_temp !== temperature) throw new Error('one teacher temperature is known here');
  const values = {
    ...valuesOf(checked({ method: 'ibot', encoder: 'vit' }), ibot.knobs, 'ibot'),
    student_temp: given.student_temp as number,
    warmup_teacher_temp: temperature,
    teacher_temp: temperature,
    patch_weight: 1,
  };
  const cls = matrix(given.teacher_cls);
  const patches = matrix((given.teacher_patch as Matrix[]).flat());
  const state = {
    center: tf.tensor2d([given.center_cls as number[]]),
    patch_center: tf.tensor2d([given.center_patch as number[]]),
  };
  const hidden = (given.mask as Matrix[]).flat(); // images [V B, P]
  const count = hidden.map((row) => Math.max(1, sumOf(row)));
  const weights = hidden.flatMap((row, i) => row.map((bit) => bit / (hidden.length * count[i])));
  const P = hidden[0].length;
  const mask = maskOf(Float32Array.from(hidden.flat()), Float32Array.from(weights), P);
  const asked = { ...context(true), mask };
  const ofViews = await lossAndGradient(ibot, matrix(given.student_cls), cls, state, values);
  const objective = ibot.patches as PatchObjective<typeof ibot.knobs>;
  const targets = objective.targets(patches, state, values, asked);
  const student = matrix((given.student_patch as Matrix[]).flat());
  const ofPatches = objective.loss(student, targets, values, asked);
  const patchLoss = await Promise.all(
    Object.values(ofPatches.terms).map(async (term) => sumOf(await term.data())),
  );
  const after = { ...ibot.after(cls, state, values), ...objective.after(patches, state, values) };
  const centre = async (name: string) => (await after[name].data()) as Float32Array;
  return [
    { name: 'loss on [CLS]', ours: ofViews.loss, theirs: given.loss_cls as number },
    { name: 'loss on patches', ours: sumOf(patchLoss), theirs: given.loss_patch as number },
    { name: 'gradient on [CLS]', ours: ofViews.gradient, theirs: given.grad_student_cls as Matrix },
    {
      name: 'gradient on patches',
      ours: (await ofPatches.slope.data()) as Float32Array,
      theirs: (given.grad_student_patch as Matrix[]).flat(),
    },
    { name: 'centre', ours: await centre('center'), theirs: given.center_cls_after as number[] },
    {
      name: 'patch centre',
      ours: await centre('patch_center'),
      theirs: given.center_patch_after as number[],
    },
  ];
}

async function checkHead(given: OracleCase): Promise<Answer> {
  const logits = scores(normaliseRows(matrix(given.x)), [matrix(given.weight_v)], 1, true);
  return [{ name: 'logits', ours: (await logits.data()) as Float32Array, theirs: given.logits as Matrix }];
}

async function checkSinkhorn(given: OracleCase): Promise<Answer> {
  const q = sinkhornKnopp(
    matrix(given.teacher_logits),
    given.teacher_temp as number,
    given.n_iterations as number,
  );
  return [
    { name: 'assignments', ours: (await q.data()) as Float32Array, theirs: given.assignments as Matrix },
  ];
}

async function checkSwav(given: OracleCase): Promise<Answer> {
  const values = {
    temperature: given.temperature as number,
    epsilon: given.epsilon as number,
    sinkhorn_iterations: given.sinkhorn_iterations as number,
    queue_length: 0,
    queue_start: 0,
  };
  const student = matrix(given.scores);
  const targets = swav.targets(student, {}, values, context(true));
  const { loss, gradient } = await lossAndGradient(swav, student, student, {}, values);
  return [
    {
      name: 'assignments',
      ours: (await targets.values.data()) as Float32Array,
      theirs: (given.assignments as Matrix[]).flat(),
    },
    { name: 'loss', ours: loss, theirs: given.loss as number },
    { name: 'gradient', ours: gradient, theirs: given.grad_scores as Matrix },
  ];
}

async function checkCarp(given: OracleCase): Promise<Answer> {
  const order = Int32Array.from(given.permutation as number[]);
  const teacher = matrix(given.teacher_logits);
  const student = matrix(given.student_logits);
  const blockSize = given.partition_size as number;
  const terms = blockConsistency(student, teacher, order, blockSize, 1);
  const consistency = (await terms.consistency.data())[0];
  const kl = (await terms.klToUniform.data())[0];
  return [
    { name: 'consistency', ours: consistency, theirs: given.consistency as number },
    { name: 'KL', ours: kl, theirs: given.kl_to_uniform as number },
    { name: 'loss', ours: consistency + kl, theirs: given.loss as number },
    {
      name: 'gradient',
      ours: (await terms.slope.data()) as Float32Array,
      theirs: given.grad_student_logits as Matrix,
    },
  ];
}

async function checkCosine(given: OracleCase): Promise<Answer> {
  const perEpoch = given.niter_per_ep as number;
  const steps = (given.epochs as number) * perEpoch;
  const warmUp = (given.warmup_epochs as number) * perEpoch;
  const ours = Array.from({ length: steps }, (_, step) =>
    cosine(
      step,
      steps,
      given.base_value as number,
      given.final_value as number,
      warmUp,
      given.start_warmup_value as number,
    ),
  );
  return [{ name: 'schedule', ours, theirs: given.schedule as number[] }];
}

async function checkKnn(given: OracleCase): Promise<Answer> {
  const bank = given.train_features as Matrix;
  const ours = await knn({
    bank: Float32Array.from(bank.flat()),
    queries: Float32Array.from((given.test_features as Matrix).flat()),
    dim: bank[0].length,
    bankLabels: Uint8Array.from(given.train_labels as number[]),
    queryLabels: Uint8Array.from(given.test_labels as number[]),
    classes: given.num_classes as number,
    k: given.k as number,
    T: given.T as number,
  });
  return [{ name: 'top-1', ours: 100 * ours, theirs: given.top1_percent as number }];
}

async function checkUnique(given: OracleCase): Promise<Answer> {
  const rows = given.prototypes as Matrix;
  const [K, D] = [rows.length, rows[0].length];
  const prototypes = Float32Array.from(rows.flat());
  const { unique } = uniquePrototypes(prototypes, K, D, given.eps as number[]);
  return [
    { name: 'unique', ours: unique, theirs: given.unique as number[] },
    { name: 'uniformity', ours: uniformity(prototypes, K, D), theirs: given.uniformity_t2 as number },
  ];
}

async function checkKoLeo(given: OracleCase): Promise<Answer> {
  const { loss, slope } = koleo(matrix(given.x));
  return [
    { name: 'loss', ours: (await loss.data())[0], theirs: given.loss as number },
    { name: 'gradient', ours: (await slope.data()) as Float32Array, theirs: given.grad as Matrix },
  ];
}

async function checkClustering(given: OracleCase): Promise<Answer> {
  const places = given.x as Matrix[]; // [positions, images, dim]
  const images = places[0].map((_, n) => places.map((place) => place[n]));
  const found = onlineClustering(normaliseRows(matrix(images.flat())), matrix(given.weight), {
    targetTemp: given.target_temp as number,
    predTemp: given.pred_temp as number,
    iterations: given.n_sk_iter as number,
    positions: places.length,
  });
  const theirs = given.assignments as Matrix[];
  return [
    {
      name: 'assignments',
      ours: (await found.assignments.data()) as Float32Array,
      theirs: images.flatMap((_, n) => theirs.map((place) => place[n])),
    },
    { name: 'loss', ours: sumOf(await found.losses.data()), theirs: given.loss as number },
    {
      name: 'gradient',
      ours: (await found.slope.data()) as Float32Array,
      theirs: given.grad_weight as Matrix,
    },
  ];
}

interface LarsStep {
  readonly grad_w: Matrix;
  readonly grad_b: number[];
  readonly w: Matrix;
  readonly b: number[];
}

async function checkLars(given: OracleCase): Promise<Answer> {
  const starts: Record<string, Matrix | number[]> = { w: given.w as Matrix, b: given.b as number[] };
  const flatten = (values: Matrix | number[]) => Float32Array.from(values.flat());
  const layout = layoutOf([
    { address: 'w', shape: [(given.w as Matrix).length, (given.w as Matrix)[0].length], kind: 'weight' },
    { address: 'b', shape: [(given.b as number[]).length], kind: 'weight' },
  ]);
  let pack = packOf(layout, ({ address }) => flatten(starts[address]));
  const blocks = blocksOf(layout);
  const rates = [
    { lr: given.lr as number, decay: given.weight_decay as number },
    { lr: given.lr as number, decay: 0 },
  ];
  const settings = { beta: given.momentum as number, trust: given.eta as number, clip: 0, momentum: 0 };
  const answer: Answer[number][] = [];
  for (const step of given.steps as LarsStep[]) {
    const gradients = gather(layout, { w: matrix(step.grad_w), b: tf.tensor1d(step.grad_b) });
    pack = momentumStep(pack, gradients, layout, blocks, rates, settings);
    for (const segment of layout.segments)
      answer.push({
        name: segment.address,
        ours: (await segmentOf(pack, segment, 'student').data()) as Float32Array,
        theirs: segment.address === 'w' ? step.w : step.b,
      });
  }
  return answer;
}
