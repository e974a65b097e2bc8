import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { random } from '../../base/random.ts';
import type { Encoder, Hiding, ImageShape, TokenFeatures } from '../../encoders/encoder.ts';
import { embed, headKnobs, headNorms, headWeights } from '../../encoders/head.ts';
import { type PredictorShape, predicted, predictorWeights } from '../../encoders/predictor.ts';
import { type Whitening, whiteningAt } from '../../math/estimators/whitening.ts';
import type { Network, OutputNorm } from '../../math/layers/network.ts';
import {
  type InitialWeights,
  initialise,
  unitRows,
  type WeightSpec,
} from '../../math/update/initial-weights.ts';
import {
  blocksOf,
  type Layout,
  layoutOf,
  packOf,
  type Section,
  type Segment,
  segmentOf,
} from '../../math/update/pack.ts';
import type { Method, MethodState } from '../../methods/method.ts';
import type { EstimatorState, PrototypeEstimator } from '../../prototypes/estimator.ts';
import { type Picked, pick, valuesOf } from './menu.ts';
import { runningMean, runningVariance, type TrainingNetwork, type Weights } from './network.ts';
import { type RunValues, runKnobs } from './run-knobs.ts';

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

/** Prototypes outside the network, and what whitens embeddings before them. */
export type Bank = { readonly estimator: EstimatorState; readonly whitening?: Whitening };

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
  embed(branch: Branch, network: Network, features: tf.Tensor2D): tf.Tensor2D;
}

/** Everything that changes: a value passed from step to step, so that pausing, keeping the last good state
 *  and going back to it are just holding on to one. */
export type State = {
  readonly step: number;
  /** Weights, moments, the teacher and running statistics, [4, N]. */
  readonly pack: tf.Tensor2D;
  /** The segment of each run of 64 floats: the same tensor in every state. */
  readonly blocks: tf.Tensor1D;
  /** By address. */
  readonly banks: { readonly [address: string]: Bank };
  readonly method: MethodState;
};

/** Which half of a step counts. */
export type RunAdvance = RunValues['advance'];

export const runValues = (config: RunConfig): RunValues => valuesOf(config, runKnobs);

/** What a lane's weights will be, before there are any. */
export interface Blueprint extends Picked {
  readonly specs: readonly WeightSpec[];
  /** Addresses of batch norms with their channel counts. */
  readonly norms: Readonly<Record<string, number>>;
  readonly layout: Layout;
  readonly outputNorm: OutputNorm;
  readonly branches: readonly [Branch, ...Branch[]];
  /** Where the student predicts what it does not see at all. */
  readonly predictor?: PredictorShape;
}

export function blueprintOf(config: RunConfig, shape: ImageShape): Blueprint {
  const picked = pick(config);
  const { method, estimator, encoder } = picked;
  const { K, D } = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const outputNorm = headValues.output_norm === 'auto' ? estimator.outputNorm : headValues.output_norm;
  const branches = branchesOf(method, estimator, valuesOf(config, method.knobs, method.id));
  const heads = [...new Set(branches.map(({ head }) => head))];
  const blocks = method.predictorBlocks?.(valuesOf(config, method.knobs, method.id));
  const predictor = blocks ? encoder.predictor?.(shape, encoderValues, blocks) : undefined;
  const specs: WeightSpec[] = [
    ...encoder.weights(shape, encoderValues),
    ...(predictor ? predictorWeights(predictor) : []),
    ...heads.flatMap((at) => headWeights(at, encoder.featureSize(encoderValues), D, headValues)),
    ...branches.flatMap(({ classifier }) =>
      classifier ? [{ address: classifier, shape: [K, D], init: 'random' as const, decay: false }] : [],
    ),
  ];
  const norms = {
    ...encoder.norms(encoderValues),
    ...Object.assign({}, ...heads.map((at) => headNorms(at, D, headValues, outputNorm))),
  };
  const learned = estimator.learned ? banksOf(branches) : [];
  const layout = layoutOf([
    ...specs.map(({ address, shape }) => ({ address, shape, kind: 'weight' as const })),
    ...Object.entries(norms).flatMap(([address, channels]) =>
      [runningMean(address), runningVariance(address)].map((at) => ({
        address: at,
        shape: [channels as number],
        kind: 'running' as const,
      })),
    ),
    ...learned.map((address) => ({ address, shape: [K, D], kind: 'weight' as const })),
  ]);
  return { ...picked, specs, norms, layout, outputNorm, branches, ...(predictor ? { predictor } : {}) };
}

function branchesOf(
  method: Method,
  estimator: PrototypeEstimator,
  values: Readonly<Record<string, KnobValue>>,
): readonly [Branch, ...Branch[]] {
  const main: Branch = {
    rows: method.rows ?? 'views',
    head: 'head',
    bank: PROTOTYPES,
    ...(method.classifies && !estimator.learned ? { classifier: 'head/classifier' } : {}),
  };
  if (!method.patches) return [main];
  if (method.patches.shared(values)) return [main, { ...main, rows: 'patches' }];
  return [main, { rows: 'patches', head: 'patch_head', bank: 'patch_head/prototypes' }];
}

/** Addresses of the banks of prototypes. */
export const banksOf = (branches: readonly Branch[]): string[] => [
  ...new Set(branches.map(({ bank }) => bank)),
];

/** How a config's weights start. */
export function initialWeightsOf(config: RunConfig): InitialWeights {
  const { initial_weights: asked } = runValues(config);
  return asked === 'auto' ? pick(config).method.initialWeights : asked;
}

/** Builds a lane and its untrained state. Lanes with one seed get equal weights wherever their parts agree. */
export function openLane(config: RunConfig, shape: ImageShape): { lane: Lane; state: State } {
  const { specs, norms, layout, outputNorm, branches, predictor, ...picked } = blueprintOf(config, shape);
  const { method, estimator, encoder } = picked;
  const run = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const wanted = headValues.embedding === 'auto' ? estimator.embedding : headValues.embedding;
  const unit = (wanted === 'method' ? method.embedding : wanted) === 'unit';

  const seed = random(run.seed);
  const how = initialWeightsOf(config);
  const banks = banksOf(branches).map((address) => ({
    address,
    rows: unitRows(run.K, run.D, seed.fork(address === PROTOTYPES ? 'prototypes' : address)),
  }));
  const starts = new Map<string, Float32Array>(
    specs.map((spec) => [spec.address, initialise(spec, seed.fork('init'), how)]),
  );
  for (const [address, channels] of Object.entries(norms)) {
    starts.set(runningMean(address), new Float32Array(channels));
    starts.set(runningVariance(address), new Float32Array(channels).fill(1));
  }
  for (const { address, rows } of estimator.learned ? banks : []) starts.set(address, rows);

  const patches = encoder.patchCount?.(shape, encoderValues) ?? 0;
  const images = 2 * run.batch;
  const lane: Lane = {
    ...picked,
    layout,
    unit,
    weightNorm: method.normalisation === 'forward' && estimator.learned,
    branches,
    patches,
    decays: new Set(specs.filter((spec) => spec.decay).map((spec) => spec.address)),
    features: (network, x) => {
      if (branches[0].rows === 'views') return encoder.features(network, x, encoderValues);
      // an image is the mean of its patches
      const all = tokensOf(encoder, network, x, encoderValues).patches;
      return network.average(tf.reshape(all, [x.shape[0], patches, 1, -1]) as tf.Tensor4D);
    },
    forward: (network, x, hidden) => {
      if (branches.every(({ rows }) => rows === 'views'))
        return { views: encoder.features(network, x, encoderValues) };
      const hiding = hidden && { patches: hidden, leftOut: predictor !== undefined };
      const { cls, patches, all } = tokensOf(encoder, network, x, encoderValues, hiding);
      if (!predictor || !hidden) return { views: cls, patches };
      const guessed = predicted(network, patches, all, hidden, predictor);
      return { views: cls, patches: network.eachOwn(patches, guessed) };
    },
    embed: (branch, network, features) => embed(branch.head, network, features, outputNorm),
  };
  const state = tf.tidy((): State => {
    const start = ({ address, rows }: (typeof banks)[number]): Bank => {
      const count = branches
        .filter(({ bank }) => bank === address)
        .reduce((sum, branch) => sum + (branch.rows === 'patches' ? images * patches : images), 0);
      const initial = tf.tensor2d(rows, [run.K, run.D]);
      return {
        estimator: estimator.start(initial, valuesOf(config, estimator.knobs, estimator.id), count),
        ...(outputNorm === 'whiten' ? { whitening: whiteningAt(run.D) } : {}),
      };
    };
    return {
      step: 0,
      pack: packOf(layout, ({ address }) => starts.get(address) as Float32Array),
      blocks: blocksOf(layout),
      banks: Object.fromEntries(banks.map((bank) => [bank.address, start(bank)])),
      method: method.start(run.K),
    };
  });
  return { lane, state };
}

function tokensOf(
  encoder: Encoder,
  network: Network,
  images: tf.Tensor4D,
  values: Readonly<Record<string, KnobValue>>,
  hiding?: Hiding,
): TokenFeatures {
  if (!encoder.tokens) throw new Error(`the ${encoder.id} encoder sees no patches`);
  return encoder.tokens(network, images, values, hiding);
}

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

export function segmentAt(lane: Lane, address: string): Segment {
  const segment = lane.layout.segments.find((one) => one.address === address);
  if (!segment) throw new Error(`no weight at ${address}`);
  return segment;
}

/** The weights targets come from, and evaluation uses. Call inside tf.tidy. */
export function teacherOf(lane: Lane, state: State): Weights {
  return weightsOf(lane, state, lane.method.teacher === 'ema' ? 'teacher' : 'student');
}

/** Prototypes [K, D] as the teacher's scores see them. The caller disposes of them (inside tf.tidy). */
export function prototypesOf(lane: Lane, state: State): tf.Tensor2D {
  const bank = state.banks[PROTOTYPES] as Bank;
  const constant = lane.estimator.prototypes(bank.estimator);
  return constant ? tf.clone(constant) : (teacherOf(lane, state)(PROTOTYPES) as tf.Tensor2D);
}

/** How many numbers the student learns. */
export function parametersOf({ layout }: Lane): number {
  return layout.segments.reduce((sum, { kind, size }) => sum + (kind === 'weight' ? size : 0), 0);
}

/** Frees what `old` holds and `next` does not. */
export function release(old: State, next?: State): void {
  const kept = new Set(next ? tensorsOf(next) : []);
  for (const tensor of tensorsOf(old)) if (!kept.has(tensor)) tensor.dispose();
}

/** A second hold on every tensor of a state: costs no memory, since weights are replaced, never written. */
export function hold(state: State): State {
  return tf.tidy(() => copyOf(state)) as State;
}

type Node = number | tf.Tensor | { readonly [key: string]: Node };

function copyOf(node: Node): Node {
  if (typeof node === 'number') return node;
  if (node instanceof tf.Tensor) return tf.clone(node);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copyOf(value)]));
}

function tensorsOf(node: Node): tf.Tensor[] {
  if (typeof node === 'number') return [];
  if (node instanceof tf.Tensor) return [node];
  return Object.values(node).flatMap(tensorsOf);
}
