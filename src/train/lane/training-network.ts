import * as tf from '@tensorflow/tfjs';
import { type Whitening, whiten } from '../../math/estimators/whitening.ts';
import { ofRank, ofRankOf } from '../../math/kernel/rank.ts';
import { attention, attentionGrad } from '../../math/layers/attention.ts';
import { average, averageGrad } from '../../math/layers/average.ts';
import { batchNorm, batchNormGrads } from '../../math/layers/batch-norm.ts';
import { conv3x3Stride2, convGrads } from '../../math/layers/conv.ts';
import { dense, denseGrads } from '../../math/layers/dense.ts';
import { gelu, geluGrad } from '../../math/layers/gelu.ts';
import { layerNorm, layerNormGrads } from '../../math/layers/layer-norm.ts';
import { patches } from '../../math/layers/patches.ts';
import { resampling } from '../../math/layers/resample.ts';
import { type Part, split, splitGrad } from '../../math/layers/split.ts';
import { type Slope, Tape } from '../../math/layers/tape.ts';
import { tokens, tokensGrads } from '../../math/layers/tokens.ts';
import { scoreGrads, scores } from '../../math/rows/scores.ts';
import { toSphere, toSphereGrad } from '../../math/rows/sphere.ts';
import { rowsOf } from '../../math/update/pack.ts';
import {
  affineAt,
  concatColumns,
  type EmbeddingNetwork,
  embeddingsAt,
  flatten,
  runningMean,
  runningVariance,
  type Weights,
} from './network.ts';

/**
 * The networks of a step over the same images, stacked and normalised by their batch: the student, behind the teacher
 * if that is another. Layers leave on a tape how the student's gradient goes back.
 */
export class TrainingNetwork implements EmbeddingNetwork {
  /** After `back`: gradients of the student's weights by address, and the teacher's batch statistics. */
  readonly gradients: Record<string, tf.Tensor> = {};
  private readonly tape = new Tape();
  /** The student's come last. */
  private readonly weights: readonly Weights[];
  /** Ids of tensors that come from the images alone: they are not stacked and have no gradient. */
  private readonly sources = new Set<number>();
  /** Ids of tensors that a layer made. */
  private readonly outputs = new Set<number>();
  /** Images. */
  private readonly count: number;

  constructor(weights: readonly Weights[], images: tf.Tensor4D) {
    this.weights = weights;
    this.count = images.shape[0];
    this.sources.add(images.id);
  }

  /** G, the networks that are stacked: 1 or 2. */
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
      const grads = denseGrads(dy, x, kernel, stack, bias, !source);
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
      const grads = convGrads(dy, x, kernel, stack, !source);
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
    return this.record(average(x), (dy) => [[x, averageGrad(dy, height, width)]]);
  }

  layerNorm(address: string, x: tf.Tensor2D): tf.Tensor2D {
    this.refuseSource(x);
    const affines = this.weights.map((weights) => affineAt(weights, address));
    const { y, moments } = layerNorm(x, affines);
    return this.record(y, (dy) => {
      const gamma = this.student(`${address}/gamma`);
      const grads = layerNormGrads(dy, x, moments, gamma);
      this.add(`${address}/gamma`, grads.gamma);
      this.add(`${address}/beta`, grads.beta);
      return [[x, grads.x]];
    });
  }

  gelu(x: tf.Tensor2D): tf.Tensor2D {
    this.refuseSource(x);
    return this.record(gelu(x), (dy) => [[x, geluGrad(dy, x)]]);
  }

  attention(qkv: tf.Tensor2D, count: number, heads: number, unseen?: tf.Tensor1D): tf.Tensor2D {
    this.refuseSource(qkv);
    const { y, weights } = attention(qkv, count, heads, unseen);
    return this.record(y, (dy) => [[qkv, attentionGrad(dy, qkv, weights)]]);
  }

  beside(left: tf.Tensor2D, right: tf.Tensor2D): tf.Tensor2D {
    this.refuseSource(left);
    this.refuseSource(right);
    const [from, to] = [left.shape[1], right.shape[1]];
    return this.record(concatColumns(left, right), (dy) => {
      const [rows] = dy.shape;
      return [
        [left, tf.slice(dy, [0, 0], [rows, from])],
        [right, tf.slice(dy, [0, from], [rows, to])],
      ];
    });
  }

  /** The teacher's rows of one tensor and the student's of another, [2R, F] each. Throws an Error without a teacher. */
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
    const [learned] = given[0].positions.shape;
    const count = 1 + x.shape[0] / (this.groups * this.count);
    // local views have fewer tokens than there are learned positions
    const resample = count === learned ? undefined : resampling(learned, count);
    const embeddings = resample
      ? given.map((one) => ({ ...one, positions: tf.matMul(resample, ofRank(one.positions, 2)) }))
      : given;
    const masking = mask ? { mask, token: this.student(`${address}/mask_token`) } : undefined;
    return this.record(tokens(x, embeddings, masking), (dy) => {
      const grads = tokensGrads(dy, count, mask);
      if (cls) this.add(`${address}/cls`, grads.cls);
      const { positions } = grads;
      this.add(
        `${address}/positions`,
        resample ? tf.matMul(resample, ofRank(positions, 2), true) : positions,
      );
      if (grads.token) this.add(`${address}/mask_token`, grads.token);
      return [[x, grads.x]];
    });
  }

  split(x: tf.Tensor2D, count: number, part: Part): tf.Tensor2D {
    this.refuseSource(x);
    return this.record(split(x, count, part), (dy) => [[x, splitGrad(dy, count, part)]]);
  }

  whiten(z: tf.Tensor2D, whitening: Whitening): tf.Tensor2D {
    return this.record(whiten(z, whitening), (dy) => [[z, tf.matMul(dy, whitening.matrix)]]);
  }

  unit(z: tf.Tensor2D): tf.Tensor2D {
    const { y, norm } = toSphere(z);
    return this.record(y, (dy) => {
      const student = { y: this.studentRows(y), norm: this.studentRows(norm) };
      return [[z, toSphereGrad(dy, student)]];
    });
  }

  /**
   * Scores [G R, K] of embeddings z [G R, D] against the prototypes at `address`, each network against its own; with
   * `weightNorm` they score as unit rows. `constant` prototypes [K, D] take their place where no gradient may reach
   * them, and a `classifier` takes that place for the student.
   */
  score(
    address: string,
    z: tf.Tensor2D,
    constant: tf.Tensor2D | undefined,
    weightNorm: boolean,
    classifier?: string,
  ): tf.Tensor2D {
    const own = constant && classifier ? [this.student(classifier)] : [];
    const prototypes = constant ? [constant, ...own] : this.all(address);
    const student = prototypes[prototypes.length - 1];
    const learned = constant ? classifier : address;
    return this.record(scores(z, prototypes, this.groups, weightNorm), (ds) => {
      const wanted = learned !== undefined;
      const grads = scoreGrads(ds, z, student, this.groups, weightNorm, wanted);
      if (grads.prototypes && learned) this.add(learned, grads.prototypes);
      return [[z, grads.z]];
    });
  }

  /** The teacher's rows of x [G R, ...], which are the student's where it is its own teacher: [R, ...]. */
  teacherRows<T extends tf.Tensor>(x: T): T {
    return rowsOf(x, 0, x.shape[0] / this.groups);
  }

  /** The student's rows of x [G R, ...]: [R, ...]. */
  studentRows<T extends tf.Tensor>(x: T): T {
    const all = x.shape[0];
    return rowsOf(x, all - all / this.groups, all);
  }

  /** Fills `gradients` from slopes of the student's rows of outputs. Slopes of other tensors are passed over. */
  back(slopes: readonly Slope[]): void {
    this.tape.walk(slopes);
  }

  private norm<T extends tf.Tensor>(address: string, x: T, affine: boolean, gelu: boolean): T {
    this.refuseSource(x);
    const affines = affine ? this.weights.map((weights) => affineAt(weights, address)) : undefined;
    const { y, mean, variance } = batchNorm(x, this.groups, affines, gelu);
    // Evaluation is by the teacher, the first group, so that running statistics are its own. In a head that views and
    // patches share, those of the views count.
    this.gradients[runningMean(address)] ??= rowsOf(mean, 0, 1);
    this.gradients[runningVariance(address)] ??= rowsOf(variance, 0, 1);
    return this.record(ofRankOf(x, y), (dy) => {
      const grads = batchNormGrads(dy, x, { mean, variance }, this.groups, affines?.at(-1), gelu);
      if (grads.gamma) this.add(`${address}/gamma`, grads.gamma);
      if (grads.beta) this.add(`${address}/beta`, grads.beta);
      return [[x, grads.x]];
    });
  }

  private record<T extends tf.Tensor>(output: T, back: (dy: T) => readonly Slope[]): T {
    this.outputs.add(output.id);
    this.tape.record(output, (dy) => back(ofRankOf(output, dy)));
    return output;
  }

  /** Adds to the gradient of the student's weight at an address. */
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

  /** For layers that take stacked rows only. */
  private refuseSource(x: tf.Tensor): void {
    if (this.isSource(x)) throw new Error('images go through a convolution or a dense layer first');
  }

  private all(address: string): tf.Tensor[] {
    return this.weights.map((weights) => weights(address));
  }

  private student(address: string): tf.Tensor {
    return this.weights[this.groups - 1](address);
  }
}

/** The sum of two gradients of a weight of a rank. Either may come in shares [S, ...] that add up. */
function together(one: tf.Tensor, other: tf.Tensor, rank: number): tf.Tensor {
  if (one.rank === rank && other.rank === rank) return tf.add(one, other);
  return tf.concat(
    [one, other].map((gradient) => (gradient.rank === rank ? tf.expandDims(gradient, 0) : gradient)),
    0,
  );
}
