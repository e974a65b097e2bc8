import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { ofRank } from '../kernel/rank.ts';
import { multiply, multiplyBoth, type Operands, type Product } from '../webgpu/matmul.ts';
import { rowScales, rowsBack } from '../webgpu/rows.ts';
import { normaliseRows, toSphere, toSphereGrad } from './sphere.ts';
import { groupOf, stacked, studentOf } from './stack.ts';

/** Scores <z, c> [G R, K] of embeddings z [G R, D] against prototypes [K, D], one matrix for each of G groups or one
 *  for all. `weightNorm` takes prototypes at unit length, as the last layer of DINOHead does with g = 1. */
export function scores(
  z: tf.Tensor2D,
  prototypes: readonly tf.Tensor[],
  groups: number,
  weightNorm: boolean,
): tf.Tensor2D {
  return scoresKernel({ z, c: prototypes.map((c) => ofRank(c, 2)) }, { groups, weightNorm })[0];
}

export interface ScoreGrads {
  readonly z: tf.Tensor2D;
  readonly prototypes?: tf.Tensor2D;
}

/** Gradients of the student's scores from ds [R, K]: to the embeddings [R, D], and to the prototypes [K, D] if
 *  `wanted`. */
export function scoreGrads(
  ds: tf.Tensor2D,
  z: tf.Tensor2D,
  prototypes: tf.Tensor,
  groups: number,
  weightNorm: boolean,
  wanted: boolean,
): ScoreGrads {
  const inputs = { ds, z, c: ofRank(prototypes, 2) };
  const [dz, dc] = scoresGradKernel(inputs, { groups, weightNorm, dc: wanted });
  return { z: dz, ...(dc ? { prototypes: dc } : {}) };
}

/** The prototypes of a group. A single matrix serves all groups. */
const prototypesOf = <T>(c: readonly T[], group: number): T => c[c.length === 1 ? 0 : group];

const scoresKernel = defineKernel<
  { readonly z: tf.Tensor2D; readonly c: readonly tf.Tensor2D[] },
  { readonly groups: number; readonly weightNorm: boolean },
  [scores: tf.Tensor2D]
>('Scores', {
  composed: ({ z, c }, { groups, weightNorm }) => {
    const layer = (group: number) => {
      const rows = groupOf(z, group, { groups, shared: false });
      const own = prototypesOf(c, group);
      return tf.matMul(rows, weightNorm ? normaliseRows(own) : own, false, true);
    };
    return [stacked(groups, layer)];
  },
  wasm: ({ z, c }, { groups, weightNorm }, heap) => {
    const [count, D] = z.shape;
    const K = c[0].shape[0];
    const rows = count / groups;
    const y = heap.output([count, K]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.gemmScratch() + K * (D + 1) * 4);
    const units = scratch + kernels.gemmScratch();
    for (let group = 0; group < groups; group++) {
      const given = at(prototypesOf(c, group));
      if (weightNorm) kernels.normaliseRows(given, K, D, units, units + K * D * 4);
      const a = at(z) + group * rows * D * 4;
      const b = weightNorm ? units : given;
      kernels.gemm(rows, K, D, a, D * 4, 4, b, 4, D * 4, at(y) + group * rows * K * 4, K * 4, false, scratch);
    }
    return [y];
  },
  webgpu: ({ z, c }, { groups, weightNorm }, gpu) => {
    const [count, D] = z.shape;
    const K = c[0].shape[0];
    const rows = count / groups;
    const from = gpu.whole(z);
    const y = gpu.output([count, K]);
    const sets = Array.from({ length: groups }, (_, group) => gpu.whole(prototypesOf(c, group)));
    // One dispatch serves all groups when their prototypes share a buffer.
    const together = sets.every(({ tensor }) => tensor.dataId === sets[0]?.tensor.dataId);
    const batches = together ? [sets] : sets.map((set) => [set]);
    let first = 0;
    for (const batch of batches) {
      const product = {
        form: 'nt' as const,
        groups: batch.length,
        rows,
        columns: K,
        depth: D,
        fromA: batch.map((_, i) => from.from + (first + i) * rows * D),
        fromB: batch.map((set) => set.from),
        to: first * rows * K,
        unitB: weightNorm,
      };
      multiply(gpu, product, { a: from.tensor, b: batch[0].tensor, c: y });
      first += batch.length;
    }
    return [y];
  },
});

const scoresGradKernel = defineKernel<
  { readonly ds: tf.Tensor2D; readonly z: tf.Tensor2D; readonly c: tf.Tensor2D },
  { readonly groups: number; readonly weightNorm: boolean; readonly dc: boolean },
  [dz: tf.Tensor2D, dc?: tf.Tensor2D]
>('ScoresGrad', {
  composed: ({ ds, z, c }, attributes) => {
    const rows = studentOf(z, { groups: attributes.groups, shared: false });
    const units = attributes.weightNorm ? toSphere(c) : undefined;
    const slope = (): tf.Tensor2D => tf.matMul(ds, rows, true, false);
    return [
      tf.matMul(ds, units?.y ?? c),
      ...(attributes.dc ? [units ? toSphereGrad(slope(), units) : slope()] : []),
    ];
  },
  wasm: (inputs, { weightNorm, dc: wanted }, heap) => {
    const [rows, K] = inputs.ds.shape;
    const D = inputs.c.shape[1];
    const { kernels, at } = heap;
    const dz = heap.output([rows, D]);
    const dc = wanted ? [heap.output([K, D])] : [];
    const scratch = heap.scratch(kernels.gemmScratch() + K * (D + 1) * 4);
    const units = scratch + kernels.gemmScratch();
    const norms = units + K * D * 4;
    const ds = at(inputs.ds);
    const student = at(inputs.z) + (inputs.z.size - rows * D) * 4;
    if (weightNorm) kernels.normaliseRows(at(inputs.c), K, D, units, norms);
    const b = weightNorm ? units : at(inputs.c);
    kernels.gemm(rows, D, K, ds, K * 4, 4, b, D * 4, 4, at(dz), D * 4, false, scratch);
    for (const out of dc) {
      kernels.gemm(K, D, rows, ds, 4, K * 4, student, D * 4, 4, at(out), D * 4, false, scratch);
      if (weightNorm) kernels.normaliseRowsBack(at(out), units, norms, K, D, at(out));
    }
    return [dz, ...dc];
  },
  webgpu: (inputs, attributes, gpu) => {
    const { ds } = inputs;
    const [rows, K] = ds.shape;
    const D = inputs.c.shape[1];
    const z = gpu.whole(inputs.z);
    const c = gpu.whole(inputs.c);
    const student = z.from + inputs.z.size - rows * D;
    const cNorms = attributes.weightNorm ? rowScales(gpu, c.tensor, c.from, K, D) : undefined;
    const one = { groups: 1, to: 0 };
    const dz = gpu.output([rows, D]);
    const toRows: [Product, Operands] = [
      {
        ...one,
        form: 'nn',
        rows,
        columns: D,
        depth: K,
        fromA: [0],
        fromB: [c.from],
        scaled: cNorms !== undefined,
      },
      { a: ds, b: c.tensor, c: dz, ...(cNorms ? { scale: cNorms } : {}) },
    ];
    if (!attributes.dc) multiply(gpu, ...toRows);
    const dc = attributes.dc ? [gpu.output([K, D])] : [];
    for (const out of dc) {
      multiplyBoth(gpu, toRows, [
        { ...one, form: 'tn', rows: K, columns: D, depth: rows, fromA: [0], fromB: [student] },
        { a: ds, b: z.tensor, c: out },
      ]);
      if (cNorms) rowsBack(gpu, out, c.tensor, c.from, cNorms, K, D);
    }
    if (cNorms) gpu.free(cNorms);
    return [dz, ...dc];
  },
});
