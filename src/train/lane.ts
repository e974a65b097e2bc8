import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../base/config.ts';
import { random } from '../base/random.ts';
import type { ImageShape } from '../encoders/encoder.ts';
import { embed, headKnobs, headNorms, headWeights } from '../encoders/head.ts';
import type { Network } from '../math/network.ts';
import { scores } from '../math/scores.ts';
import { initialise, unitRows, type WeightSpec } from '../math/weights.ts';
import type { MethodState } from '../methods/method.ts';
import type { Slot } from '../optimizers/optimizer.ts';
import type { EstimatorState } from '../prototypes/estimator.ts';
import { type Picked, pick, valuesOf } from './menu.ts';
import { freshRunning, join, type Runnings, type Tensors } from './network.ts';
import { type RunValues, runKnobs } from './run-knobs.ts';

export const PROTOTYPES = 'head/prototypes';

/** What does not change while a lane trains: its parts, and how images become embeddings and scores. */
export interface Lane extends Picked {
  readonly unit: boolean;
  /** Weight decay applies to these addresses. */
  readonly decays: ReadonlySet<string>;
  features(network: Network, images: tf.Tensor4D): tf.Tensor2D;
  embed(network: Network, features: tf.Tensor2D): tf.Tensor2D;
  /** Scores [R, K] of embeddings [R, D] (unit rows where the lane says so) against prototypes [K, D]. */
  score(embeddings: tf.Tensor2D, prototypes: tf.Tensor2D): tf.Tensor2D;
}

/** Everything that changes: a value passed from step to step, so that pausing, keeping the last good state
 *  and going back to it are just holding on to one. */
export type State = {
  readonly step: number;
  /** Student weights by address; holds PROTOTYPES only where the estimator is learned. */
  readonly student: Tensors;
  /** The moving average; empty where the method's teacher is the student itself. */
  readonly teacher: Tensors;
  readonly slots: { readonly [address: string]: Slot };
  readonly running: Runnings;
  readonly estimator: EstimatorState;
  readonly method: MethodState;
};

export const runValues = (config: RunConfig): RunValues => valuesOf(config, runKnobs);

/** Builds a lane and its untrained state. Lanes with one seed get equal weights wherever their parts agree. */
export function openLane(config: RunConfig, shape: ImageShape): { lane: Lane; state: State } {
  const picked = pick(config);
  const { method, estimator, encoder } = picked;
  const run = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const outputNorm = headValues.output_norm === 'auto' ? estimator.outputNorm : headValues.output_norm;
  const wanted = headValues.embedding === 'auto' ? estimator.embedding : headValues.embedding;
  const unit = (wanted === 'method' ? method.embedding : wanted) === 'unit';

  const encoderSpecs = encoder.weights(shape, encoderValues);
  const headSpecs = headWeights(encoder.featureSize(encoderValues), run.D, headValues);
  const decays = new Set([...encoderSpecs, ...headSpecs].filter((s) => s.decay).map((s) => s.address));

  const lane: Lane = {
    ...picked,
    unit,
    decays,
    features: (network, images) => encoder.features(network, images, encoderValues),
    embed: (network, features) => embed(network, features, outputNorm),
    score: (z, c) => scores(z, c, unit, method.normalisation === 'forward'),
  };

  const seed = random(run.seed);
  const init = run.initial_weights === 'auto' ? method.initialWeights : run.initial_weights;
  const build = (specs: readonly WeightSpec[]): Tensors =>
    Object.fromEntries(
      specs.map((spec) => [
        spec.address,
        tf.tensor(initialise(spec, seed.fork('init'), init), [...spec.shape], 'float32'),
      ]),
    );
  const state = tf.tidy((): State => {
    const initial = tf.tensor2d(unitRows(run.K, run.D, seed.fork('prototypes')), [run.K, run.D]);
    const prototypes: Tensors = estimator.learned ? { [PROTOTYPES]: initial } : {};
    const student = join([build(encoderSpecs), build(headSpecs), prototypes]);
    const copy = Object.fromEntries(Object.entries(student).map(([at, tensor]) => [at, tf.clone(tensor)]));
    return {
      step: 0,
      student,
      teacher: method.teacher === 'ema' ? copy : {},
      slots: {},
      running: freshRunning({ ...encoder.norms(encoderValues), ...headNorms(run.D, headValues) }),
      estimator: estimator.start(initial, valuesOf(config, estimator.knobs, estimator.id)),
      method: method.start(run.K),
    };
  });
  return { lane, state };
}

/** The weights targets come from, and evaluation uses. */
export function teacherOf(lane: Lane, state: State): Tensors {
  return lane.method.teacher === 'ema' ? state.teacher : state.student;
}

/** Prototypes [K, D] as the teacher's scores see them. The caller disposes of them (inside tf.tidy). */
export function prototypesOf(lane: Lane, state: State): tf.Tensor2D {
  const rows = lane.estimator.prototypes(state.estimator) ?? teacherOf(lane, state)[PROTOTYPES];
  return tf.clone(rows as tf.Tensor2D);
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
