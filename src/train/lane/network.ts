import * as tf from '@tensorflow/tfjs';
import { type Whitening, whiten } from '../../math/estimators/whitening.ts';
import { attention, attentionGrad } from '../../math/layers/attention.ts';
import { average, averageGrad } from '../../math/layers/average.ts';
import { type Affine, batchNorm, batchNormFixed, batchNormGrads } from '../../math/layers/batch-norm.ts';
import { conv3x3Stride2, convGrads } from '../../math/layers/conv.ts';
import { dense, denseGrads } from '../../math/layers/dense.ts';
import { gelu, geluGrad } from '../../math/layers/gelu.ts';
import { layerNorm, layerNormGrads } from '../../math/layers/layer-norm.ts';
import type { Network } from '../../math/layers/network.ts';
import { patches } from '../../math/layers/patches.ts';
import { resampling } from '../../math/layers/resample.ts';
import { type Part, split, splitGrad } from '../../math/layers/split.ts';
import { type Slope, Tape } from '../../math/layers/tape.ts';
import { type Embeddings, tokens, tokensGrads } from '../../math/layers/tokens.ts';
import { scoreGrads, scores } from '../../math/rows/scores.ts';
import { normaliseRows, toSphere, toSphereGrad } from '../../math/rows/sphere.ts';
import { rowsOf } from '../../math/update/pack.ts';

/** A weight by its address; throws when there is none. */
export type Weights = (address: string) => tf.Tensor;

/** Addresses of what a batch norm keeps beside its weights. */
export const runningMean = (address: string) => `${address}/running_mean`;
export const runningVariance = (address: string) => `${address}/running_var`;

/** A network up to the embeddings that meet prototypes. */
export interface EmbeddingNetwork extends Network {
  /** Embeddings z [R, D] by constant whitening statistics. */
  whiten(z: tf.Tensor2D, whitening: Whitening): tf.Tensor2D;
  /** Rows of z [R, D] at unit length. */
  unit(z: tf.Tensor2D): tf.Tensor2D;
}

const beside = (left: tf.Tensor2D, right: tf.Tensor2D) => tf.concat([left, right], 1);
const flatten = (images: tf.Tensor4D) => tf.reshape(images, [images.shape[0], -1]) as tf.Tensor2D;

/** One network that normalises by running statistics. */
export function evaluating(weights: Weights): EmbeddingNetwork {
  const fixed = <T extends tf.Tensor>(address: string, x: T, affine: Affine | undefined, gelu: boolean) =>
    batchNormFixed(x, affine, weights(runningMean(address)), weights(runningVariance(address)), gelu) as T;
  return {
    dense: (address, x, bias, residual) =>
      dense(
        x,
        [weights(`${address}/kernel`)],
        bias ? [weights(`${address}/bias`)] : undefined,
        false,
        residual,
      ),
    conv: (address, x) => conv3x3Stride2(x, [weights(`${address}/kernel`)], false),
    batchNorm: (address, x, gelu) => fixed(address, x, affineAt(weights, address), gelu),
    standardise: (address, x) => fixed(address, x, undefined, false),
    flatten,
    average,
    layerNorm: (address, x) => layerNorm(x, [affineAt(weights, address)]).y,
    gelu,
    attention: (qkv, count, heads) => attention(qkv, count, heads).y,
    beside,
    patches,
    tokens: (address, x, _, cls) => tokens(x, [embeddingsAt(weights, address, cls)]),
    split,
    whiten,
    unit: normaliseRows,
  };
}

function affineAt(weights: Weights, address: string): Affine {
  return { gamma: weights(`${address}/gamma`), beta: weights(`${address}/beta`) };
}

function embeddingsAt(weights: Weights, address: string, cls = true): Embeddings {
  const positions = weights(`${address}/positions`);
  const [, E] = positions.shape as [number, number];
  return { cls: cls ? weights(`${address}/cls`) : tf.zeros([E]), positions };
}

/**
 * The networks of a step over the same images: the teacher (where it is not the student itself) and the
 * student, stacked, normalised by their batch. Layers leave on a tape how the student's gradient goes back.
 */
export class TrainingNetwork implements EmbeddingNetwork {
  /** Gradients of the student's weights by address once `back` ran, and the teacher's batch statistics. */
  readonly gradients: Record<string, tf.Tensor> = {};
  private readonly tape = new Tape();
  /** Teacher first; the student is the last. */
  private readonly weights: readonly Weights[];
  /** Tensors that come from the images alone: not stacked, and without a gradient. */
  private readonly sources = new Set<number>();
  private readonly outputs = new Set<number>();
  private readonly count: number;

  constructor(weights: readonly Weights[], images: tf.Tensor4D) {
    this.weights = weights;
    this.count = images.shape[0];
    this.sources.add(images.id);
  }

  get groups(): number {
    return this.weights.length;
  }

  flatten(images: tf.Tensor4D): tf.Tensor2D {
    if (!this.isSource(images)) throw new Error('only images are flattened');
    const rows = flatten(images);
    this.sources.add(rows.id);
    return rows;
  }

  dense(address: string, x: tf.Tensor2D, bias: boolean, residual?: tf.Tensor2D): tf.Tensor2D {
    const source = this.isSource(x);
    if (residual) this.refuseSource(residual);
    const stack = { groups: this.groups, shared: source };
    const kernel = this.student(`${address}/kernel`);
    const biases = bias ? this.all(`${address}/bias`) : undefined;
    const y = dense(x, this.all(`${address}/kernel`), biases, source, residual);
    return this.record(y, (dy) => {
      const grads = denseGrads(dy as tf.Tensor2D, x, kernel, stack, bias, !source);
      this.add(`${address}/kernel`, grads.kernel);
      if (grads.bias) this.add(`${address}/bias`, grads.bias);
      return [...(grads.x ? [[x, grads.x] as const] : []), ...(residual ? [[residual, dy] as const] : [])];
    });
  }

  conv(address: string, x: tf.Tensor4D): tf.Tensor4D {
    const source = this.isSource(x);
    const stack = { groups: this.groups, shared: source };
    const kernel = this.student(`${address}/kernel`);
    const y = conv3x3Stride2(x, this.all(`${address}/kernel`), source);
    return this.record(y, (dy) => {
      const grads = convGrads(dy as tf.Tensor4D, x, kernel, stack, !source);
      this.add(`${address}/kernel`, grads.kernel);
      return grads.x ? [[x, grads.x]] : [];
    });
  }

  batchNorm<T extends tf.Tensor>(address: string, x: T, gelu: boolean): T {
    return this.norm(address, x, true, gelu);
  }

  standardise(address: string, x: tf.Tensor2D): tf.Tensor2D {
    return this.norm(address, x, false, false);
  }

  average(x: tf.Tensor4D): tf.Tensor2D {
    this.refuseSource(x);
    const [, height, width] = x.shape;
    return this.record(average(x), (dy) => [[x, averageGrad(dy as tf.Tensor2D, height, width)]]);
  }

  layerNorm(address: string, x: tf.Tensor2D): tf.Tensor2D {
    this.refuseSource(x);
    const affines = this.weights.map((weights) => affineAt(weights, address));
    const { y, moments } = layerNorm(x, affines);
    return this.record(y, (dy) => {
      const gamma = this.student(`${address}/gamma`);
      const grads = layerNormGrads(dy as tf.Tensor2D, x, moments, gamma);
      this.add(`${address}/gamma`, grads.gamma);
      this.add(`${address}/beta`, grads.beta);
      return [[x, grads.x]];
    });
  }

  gelu(x: tf.Tensor2D): tf.Tensor2D {
    this.refuseSource(x);
    return this.record(gelu(x), (dy) => [[x, geluGrad(dy as tf.Tensor2D, x)]]);
  }

  attention(qkv: tf.Tensor2D, count: number, heads: number, unseen?: tf.Tensor1D): tf.Tensor2D {
    this.refuseSource(qkv);
    const { y, weights } = attention(qkv, count, heads, unseen);
    return this.record(y, (dy) => [[qkv, attentionGrad(dy as tf.Tensor2D, qkv, weights)]]);
  }

  beside(left: tf.Tensor2D, right: tf.Tensor2D): tf.Tensor2D {
    this.refuseSource(left);
    this.refuseSource(right);
    const [from, to] = [left.shape[1], right.shape[1]];
    return this.record(beside(left, right), (dy) => {
      const rows = dy.shape[0] as number;
      return [
        [left, tf.slice(dy, [0, 0], [rows, from])],
        [right, tf.slice(dy, [0, from], [rows, to])],
      ];
    });
  }

  /** The teacher's rows of one tensor [2R, F] and the student's of another. */
  eachOwn(teachers: tf.Tensor2D, students: tf.Tensor2D): tf.Tensor2D {
    if (this.groups !== 2) throw new Error('there is no teacher beside the student');
    const [all] = students.shape;
    const both = [rowsOf(teachers, 0, all / 2), rowsOf(students, all / 2, all)];
    return this.record(tf.concat(both, 0), (dy) => [[students, dy]]);
  }

  patches(images: tf.Tensor4D, size: number): tf.Tensor2D {
    if (!this.isSource(images)) throw new Error('only images are cut into patches');
    const rows = patches(images, size);
    this.sources.add(rows.id);
    return rows;
  }

  tokens(address: string, x: tf.Tensor2D, mask?: tf.Tensor1D, cls = true): tf.Tensor2D {
    this.refuseSource(x);
    const given = this.weights.map((weights) => embeddingsAt(weights, address, cls));
    const learned = (given[0] as Embeddings).positions.shape[0] as number;
    const count = 1 + x.shape[0] / (this.groups * this.count);
    // images of another size than the positions were made for
    const resample = count === learned ? undefined : resampling(learned, count);
    const embeddings = resample
      ? given.map((one) => ({ ...one, positions: tf.matMul(resample, one.positions as tf.Tensor2D) }))
      : given;
    const masking = mask ? { mask, token: this.student(`${address}/mask_token`) } : undefined;
    return this.record(tokens(x, embeddings, masking), (dy) => {
      const grads = tokensGrads(dy as tf.Tensor2D, count, mask);
      if (cls) this.add(`${address}/cls`, grads.cls);
      const positions = grads.positions as tf.Tensor2D;
      this.add(`${address}/positions`, resample ? tf.matMul(resample, positions, true) : positions);
      if (grads.token) this.add(`${address}/mask_token`, grads.token);
      return [[x, grads.x]];
    });
  }

  split(x: tf.Tensor2D, count: number, part: Part): tf.Tensor2D {
    this.refuseSource(x);
    return this.record(split(x, count, part), (dy) => [[x, splitGrad(dy as tf.Tensor2D, count, part)]]);
  }

  whiten(z: tf.Tensor2D, whitening: Whitening): tf.Tensor2D {
    return this.record(whiten(z, whitening), (dy) => [[z, tf.matMul(dy as tf.Tensor2D, whitening.matrix)]]);
  }

  unit(z: tf.Tensor2D): tf.Tensor2D {
    const { y, norm } = toSphere(z);
    return this.record(y, (dy) => {
      const student = { y: this.studentRows(y), norm: this.studentRows(norm) };
      return [[z, toSphereGrad(dy as tf.Tensor2D, student)]];
    });
  }

  /** Scores [G R, K] of embeddings z [G R, D] against the prototypes at `address`, by `weightNorm` as unit rows, or
   *  against `constant` ones [K, D] that no gradient reaches; then the student may have a `classifier`. */
  score(
    address: string,
    z: tf.Tensor2D,
    constant: tf.Tensor2D | undefined,
    weightNorm: boolean,
    classifier?: string,
  ): tf.Tensor2D {
    const own = constant && classifier ? [this.student(classifier)] : [];
    const prototypes = constant ? [constant, ...own] : this.all(address);
    const student = prototypes[prototypes.length - 1] as tf.Tensor;
    const learned = constant ? classifier : address;
    return this.record(scores(z, prototypes, this.groups, weightNorm), (ds) => {
      const wanted = learned !== undefined;
      const grads = scoreGrads(ds as tf.Tensor2D, z, student, this.groups, weightNorm, wanted);
      if (grads.prototypes && learned) this.add(learned, grads.prototypes);
      return [[z, grads.z]];
    });
  }

  /** The teacher's rows of x [G R, ...], which are the student's where it is its own teacher: [R, ...]. */
  teacherRows<T extends tf.Tensor>(x: T): T {
    return rowsOf(x, 0, (x.shape[0] as number) / this.groups);
  }

  /** The student's rows of x [G R, ...]: [R, ...]. */
  studentRows<T extends tf.Tensor>(x: T): T {
    const all = x.shape[0] as number;
    return rowsOf(x, all - all / this.groups, all);
  }

  /** Fills `gradients` from the gradients of outputs (of the student's rows of them). */
  back(slopes: readonly Slope[]): void {
    this.tape.walk(slopes);
  }

  private norm<T extends tf.Tensor>(address: string, x: T, affine: boolean, gelu: boolean): T {
    this.refuseSource(x);
    const affines = affine ? this.weights.map((weights) => affineAt(weights, address)) : undefined;
    const { y, mean, variance } = batchNorm(x, this.groups, affines, gelu);
    // the first group is the teacher: running statistics are its, as evaluation is; of a head that several kinds of
    // rows go through, the first's
    this.gradients[runningMean(address)] ??= rowsOf(mean, 0, 1);
    this.gradients[runningVariance(address)] ??= rowsOf(variance, 0, 1);
    return this.record(y as T, (dy) => {
      const grads = batchNormGrads(dy, x, { mean, variance }, this.groups, affines?.at(-1), gelu);
      if (grads.gamma) this.add(`${address}/gamma`, grads.gamma);
      if (grads.beta) this.add(`${address}/beta`, grads.beta);
      return [[x, grads.x]];
    });
  }

  private record<T extends tf.Tensor>(output: T, back: Parameters<Tape['record']>[1]): T {
    this.outputs.add(output.id);
    this.tape.record(output, back);
    return output;
  }

  /** Adds to the gradient at an address. */
  add(address: string, gradient: tf.Tensor): void {
    const other = this.gradients[address];
    this.gradients[address] = other ? together(other, gradient, this.student(address).rank) : gradient;
  }

  private isSource(x: tf.Tensor): boolean {
    if (this.sources.has(x.id)) return true;
    if (!this.outputs.has(x.id))
      throw new Error('a layer reads a tensor that no layer made: no gradient would pass it');
    return false;
  }

  /** These layers take stacked rows only. */
  private refuseSource(x: tf.Tensor): void {
    if (this.isSource(x)) throw new Error('images go through a convolution or a dense layer first');
  }

  private all(address: string): tf.Tensor[] {
    return this.weights.map((weights) => weights(address));
  }

  private student(address: string): tf.Tensor {
    return (this.weights[this.groups - 1] as Weights)(address);
  }
}

/** Two gradients of one weight, either of which may come in shares that add up. */
function together(one: tf.Tensor, other: tf.Tensor, rank: number): tf.Tensor {
  if (one.rank === rank && other.rank === rank) return tf.add(one, other);
  return tf.concat(
    [one, other].map((gradient) => (gradient.rank === rank ? tf.expandDims(gradient, 0) : gradient)),
    0,
  );
}
