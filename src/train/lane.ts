import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../base/config.ts';
import { random } from '../base/random.ts';
import type { ImageShape } from '../encoders/encoder.ts';
import { embed, headKnobs, headNorms, headWeights } from '../encoders/head.ts';
import type { Network } from '../math/network.ts';
import {
  blocksOf,
  type Layout,
  layoutOf,
  packOf,
  type Section,
  type Segment,
  segmentOf,
} from '../math/pack.ts';
import { type InitialWeights, initialise, unitRows, type WeightSpec } from '../math/weights.ts';
import { type Whitening, whiteningAt } from '../math/whitening.ts';
import type { MethodState } from '../methods/method.ts';
import type { EstimatorState } from '../prototypes/estimator.ts';
import { type Picked, pick, valuesOf } from './menu.ts';
import { runningMean, runningVariance, type Weights } from './network.ts';
import { type RunValues, runKnobs } from './run-knobs.ts';

export const PROTOTYPES = 'head/prototypes';

/** What does not change while a lane trains: its parts, where its weights lie, and how images become
 *  embeddings. */
export interface Lane extends Picked {
  readonly layout: Layout;
  /** Embeddings have unit length before they meet the prototypes. */
  readonly unit: boolean;
  /** Weight decay applies to these addresses. */
  readonly decays: ReadonlySet<string>;
  features(network: Network, images: tf.Tensor4D): tf.Tensor2D;
  embed(network: Network, features: tf.Tensor2D): tf.Tensor2D;
}

/** Everything that changes: a value passed from step to step, so that pausing, keeping the last good state
 *  and going back to it are just holding on to one. */
export type State = {
  readonly step: number;
  /** Weights, moments, the teacher and running statistics, [4, N]. */
  readonly pack: tf.Tensor2D;
  /** The segment of each run of 64 floats: the same tensor in every state. */
  readonly blocks: tf.Tensor1D;
  readonly estimator: EstimatorState;
  /** Where the head is whitened. */
  readonly whitening?: Whitening;
  readonly method: MethodState;
};

export const runValues = (config: RunConfig): RunValues => valuesOf(config, runKnobs);

/** What a lane's weights will be, before there are any. */
export interface Blueprint extends Picked {
  readonly specs: readonly WeightSpec[];
  /** Addresses of batch norms with their channel counts. */
  readonly norms: Readonly<Record<string, number>>;
  readonly layout: Layout;
  readonly outputNorm: 'none' | 'batchnorm' | 'whiten';
}

export function blueprintOf(config: RunConfig, shape: ImageShape): Blueprint {
  const picked = pick(config);
  const { estimator, encoder } = picked;
  const { K, D } = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const outputNorm = headValues.output_norm === 'auto' ? estimator.outputNorm : headValues.output_norm;
  const specs: WeightSpec[] = [
    ...encoder.weights(shape, encoderValues),
    ...headWeights(encoder.featureSize(encoderValues), D, headValues),
  ];
  const norms = { ...encoder.norms(encoderValues), ...headNorms(D, headValues, outputNorm) };
  const layout = layoutOf([
    ...specs.map(({ address, shape }) => ({ address, shape, kind: 'weight' as const })),
    ...Object.entries(norms).flatMap(([address, channels]) =>
      [runningMean(address), runningVariance(address)].map((at) => ({
        address: at,
        shape: [channels],
        kind: 'running' as const,
      })),
    ),
    ...(estimator.learned ? [{ address: PROTOTYPES, shape: [K, D], kind: 'weight' as const }] : []),
  ]);
  return { ...picked, specs, norms, layout, outputNorm };
}

/** How a config's weights start. */
export function initialWeightsOf(config: RunConfig): InitialWeights {
  const { initial_weights: asked } = runValues(config);
  return asked === 'auto' ? pick(config).method.initialWeights : asked;
}

/** Builds a lane and its untrained state. Lanes with one seed get equal weights wherever their parts agree. */
export function openLane(config: RunConfig, shape: ImageShape): { lane: Lane; state: State } {
  const { specs, norms, layout, outputNorm, ...picked } = blueprintOf(config, shape);
  const { method, estimator, encoder } = picked;
  const run = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const wanted = headValues.embedding === 'auto' ? estimator.embedding : headValues.embedding;
  const unit = (wanted === 'method' ? method.embedding : wanted) === 'unit';

  const seed = random(run.seed);
  const how = initialWeightsOf(config);
  const prototypes = unitRows(run.K, run.D, seed.fork('prototypes'));
  const starts = new Map<string, Float32Array>(
    specs.map((spec) => [spec.address, initialise(spec, seed.fork('init'), how)]),
  );
  for (const [address, channels] of Object.entries(norms)) {
    starts.set(runningMean(address), new Float32Array(channels));
    starts.set(runningVariance(address), new Float32Array(channels).fill(1));
  }
  if (estimator.learned) starts.set(PROTOTYPES, prototypes);

  const lane: Lane = {
    ...picked,
    layout,
    unit,
    decays: new Set(specs.filter((spec) => spec.decay).map((spec) => spec.address)),
    features: (network, images) => encoder.features(network, images, encoderValues),
    embed: (network, features) => embed(network, features, outputNorm),
  };
  const state = tf.tidy((): State => {
    const initial = tf.tensor2d(prototypes, [run.K, run.D]);
    return {
      step: 0,
      pack: packOf(layout, ({ address }) => starts.get(address) as Float32Array),
      blocks: blocksOf(layout),
      estimator: estimator.start(initial, valuesOf(config, estimator.knobs, estimator.id), 2 * run.batch),
      ...(outputNorm === 'whiten' ? { whitening: whiteningAt(run.D) } : {}),
      method: method.start(run.K),
    };
  });
  return { lane, state };
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
  const constant = lane.estimator.prototypes(state.estimator);
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
