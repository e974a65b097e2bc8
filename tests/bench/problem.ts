import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import { prototypeSpeed } from '../../src/base/time-compression.ts';
import type { ImageShape } from '../../src/encoders/encoder.ts';
import { ALIGNMENT, SECTIONS } from '../../src/math/update/pack.ts';
import { PROTOTYPES } from '../../src/train/lane/lane.ts';
import { checked, runValues } from '../../src/train/lane/menu.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { release } from '../../src/train/lane/state.ts';
import { learningRate, teacherMomentum } from '../../src/train/step/schedules.ts';

/** A weight of student and teacher at the start. */
interface StartWeight {
  readonly address: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Over the step's learning rate. */
  readonly multiplier: number;
  /** Decoupled weight decay. */
  readonly decay: number;
}

/**
 * One lane's training as plain data, so that any engine can do the same arithmetic: CARP with joint prototypes
 * (raw embeddings against unit prototypes, blocks of `blockSize`), an EMA teacher, AdamW with a clip for each weight.
 */
export interface Problem {
  /** Settings of the lane's config beyond the defaults: our own engine opens its lane from this. */
  readonly config: Readonly<Record<string, string | number>>;
  readonly encoder: 'conv' | 'mlp';
  /** Images a step, both views: 2 B. */
  readonly rows: number;
  readonly shape: ImageShape;
  readonly K: number;
  readonly D: number;
  readonly blockSize: number;
  readonly weights: readonly StartWeight[];
  /** Addresses of batch norms with their channels. */
  readonly norms: readonly { readonly address: string; readonly channels: number }[];
  /** Batches [2 B, H, W, C] that the steps take in turn. */
  readonly images: readonly Float32Array[];
  /** By step; the last holds on. */
  readonly learningRates: readonly number[];
  readonly momenta: readonly number[];
  readonly clip: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Of running statistics. */
  readonly runningMomentum: number;
}

const SHAPE: ImageShape = { height: 28, width: 28, channels: 1 };
const BATCHES = 4;
const SEED = 1;

/** The same stream as our step draws from. */
export const stepRandom = () => random(SEED);

/** CARP's random partition of step `step`, [K]. */
export function partition(problem: Problem, step: number): Int32Array {
  return stepRandom().fork(`step ${step}`).permutation(problem.K);
}

/** Reads the start of a lane from the engine itself (on its cpu backend). */
export async function problemOf(given: Problem['config']): Promise<Problem> {
  await tf.setBackend('cpu');
  const config = checked(given);
  if (config.method !== 'carp' || config.prototypes !== 'joint')
    throw new Error('the peers know CARP with joint prototypes only');
  const { lane, state } = openLane(config, SHAPE);
  const pack = (await state.pack.data()) as Float32Array;
  release(state);
  const run = runValues(config);
  const { K, D, batch, steps, weight_decay, clip_grad } = run;
  const { segments, length } = lane.layout;
  const rows = 2 * batch;
  const range = Array.from({ length: steps }, (_, step) => step);
  return {
    config: given,
    encoder: config.encoder === 'mlp' ? 'mlp' : 'conv',
    rows,
    shape: SHAPE,
    K,
    D,
    blockSize: config['carp.partition_size'] as number,
    weights: segments
      .filter(({ kind }) => kind === 'weight')
      .map(({ address, shape, offset, size }) => ({
        address,
        shape,
        values: pack.slice(SECTIONS.student * length + offset, SECTIONS.student * length + offset + size),
        multiplier: address === PROTOTYPES ? prototypeSpeed(run) : 1,
        decay: lane.decays.has(address) ? weight_decay : 0,
      })),
    norms: segments
      .filter(({ address }) => address.endsWith('/running_mean'))
      .map(({ address, size }) => ({ address: address.replace(/\/running_mean$/, ''), channels: size })),
    images: Array.from({ length: BATCHES }, (_, at) => noise(at, rows * SHAPE.height * SHAPE.width)),
    learningRates: range.map((step) => learningRate(step, config)),
    momenta: range.map((step) => teacherMomentum(step, config)),
    clip: clip_grad,
    beta1: config['adamw.beta1'] as number,
    beta2: config['adamw.beta2'] as number,
    eps: 1e-8,
    runningMomentum: 0.1,
  };
}

function noise(batch: number, size: number): Float32Array {
  const source = random(SEED).fork(`images ${batch}`);
  return Float32Array.from({ length: size }, () => source.uniform());
}

/** A value by step, the last of which holds on. */
export const atStep = (values: readonly number[], step: number) =>
  values[Math.min(step, values.length - 1)] as number;

/** Number of numbers that the student learns, and that a section of our pack holds. */
export function sizesOf(problem: Problem): { parameters: number; packed: number } {
  const sizes = problem.weights.map(({ values }) => values.length);
  const statistics = problem.norms.flatMap(({ channels }) => [channels, channels]);
  const padded = (size: number) => Math.ceil(size / ALIGNMENT) * ALIGNMENT;
  return {
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    packed: [...sizes, ...statistics].reduce((sum, size) => sum + padded(size), 0),
  };
}
