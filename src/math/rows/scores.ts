import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from '../kernel/kernel.ts';
import { multiply, multiplyBoth, type Operands, type Product } from '../webgpu/matmul.ts';
import { rowScales, rowsBack } from '../webgpu/rows.ts';
import { normaliseRows, toSphere, toSphereGrad } from './sphere.ts';
import { groupOf, numbered, stacked, stackOf, studentOf } from './stack.ts';

/** Scores <z, c> [G R, K] of embeddings z [G R, D] against prototypes [K, D]: one matrix for each group, or
 *  one for all `groups`. With `weightNorm` prototypes count as unit rows, as in DINOHead's last layer of g = 1. */
export function scores(
  z: tf.Tensor2D,
  prototypes: readonly tf.Tensor[],
  groups: number,
  weightNorm: boolean,
): tf.Tensor2D {
  const attributes = { groups, shared: prototypes.length === 1 && groups > 1, weightNorm };
  return runKernel('Scores', { z, ...numbered('c', prototypes) }, attributes)[0] as tf.Tensor2D;
}

export interface ScoreGrads {
  readonly z: tf.Tensor2D;
  readonly prototypes?: tf.Tensor2D;
}

/** Gradients of the student's scores from ds [R, K]; of the prototypes [K, D] where `wanted`. */
export function scoreGrads(
  ds: tf.Tensor2D,
  z: tf.Tensor2D,
  prototypes: tf.Tensor,
  groups: number,
  weightNorm: boolean,
  wanted: boolean,
): ScoreGrads {
  const out = runKernel('ScoresGrad', { ds, z, c: prototypes }, { groups, weightNorm, dc: wanted });
  return { z: out[0] as tf.Tensor2D, ...(wanted ? { prototypes: out[1] as tf.Tensor2D } : {}) };
}

defineKernel('Scores', {
  composed: (inputs, attributes) => {
    const { groups } = stackOf(attributes);
    const layer = (group: number) => {
      const z = groupOf(inputs.z as tf.Tensor, group, { groups, shared: false }) as tf.Tensor2D;
      const c = (attributes.shared ? inputs.c0 : inputs[`c${group}`]) as tf.Tensor2D;
      return tf.matMul(z, attributes.weightNorm ? normaliseRows(c) : c, false, true);
    };
    return [stacked(groups, layer)];
  },
  wasm: (inputs, attributes, heap) => {
    const { groups } = stackOf(attributes);
    const [count, D] = (inputs.z as tf.Tensor2D).shape;
    const K = (inputs.c0 as tf.Tensor2D).shape[0];
    const rows = count / groups;
    const y = heap.output([count, K]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.gemmScratch() + K * (D + 1) * 4);
    const c = scratch + kernels.gemmScratch();
    for (let group = 0; group < groups; group++) {
      const given = at(attributes.shared ? inputs.c0 : inputs[`c${group}`]);
      if (attributes.weightNorm) kernels.normaliseRows(given, K, D, c, c + K * D * 4);
      const a = at(inputs.z) + group * rows * D * 4;
      const b = attributes.weightNorm ? c : given;
      kernels.gemm(rows, K, D, a, D * 4, 4, b, 4, D * 4, at(y) + group * rows * K * 4, K * 4, false, scratch);
    }
    return [y];
  },
  webgpu: (inputs, attributes, gpu) => {
    const { groups } = stackOf(attributes);
    const [count, D] = (inputs.z as tf.Tensor2D).shape;
    const K = (inputs.c0 as tf.Tensor2D).shape[0];
    const rows = count / groups;
    const z = gpu.whole(inputs.z as tf.Tensor);
    const y = gpu.output([count, K]);
    const sets = Array.from({ length: groups }, (_, group) =>
      gpu.whole((attributes.shared ? inputs.c0 : inputs[`c${group}`]) as tf.Tensor),
    );
    // prototypes that lie in one buffer go in one dispatch
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
        fromA: batch.map((_, i) => z.from + (first + i) * rows * D),
        fromB: batch.map(({ from }) => from),
        to: first * rows * K,
        unitB: attributes.weightNorm === true,
      };
      multiply(gpu, product, { a: z.tensor, b: (batch[0] as (typeof sets)[number]).tensor, c: y });
      first += batch.length;
    }
    return [y];
  },
});

defineKernel('ScoresGrad', {
  composed: (inputs, attributes) => {
    const z = studentOf(inputs.z as tf.Tensor, { ...stackOf(attributes), shared: false }) as tf.Tensor2D;
    const c = inputs.c as tf.Tensor2D;
    const ds = inputs.ds as tf.Tensor2D;
    const units = attributes.weightNorm ? toSphere(c) : undefined;
    const slope = () => tf.matMul(ds, z, true, false) as tf.Tensor2D;
    return [
      tf.matMul(ds, units?.y ?? c),
      ...(attributes.dc ? [units ? toSphereGrad(slope(), units) : slope()] : []),
    ];
  },
  wasm: (inputs, attributes, heap) => {
    const [rows, K] = (inputs.ds as tf.Tensor2D).shape;
    const D = (inputs.c as tf.Tensor2D).shape[1];
    const { kernels, at } = heap;
    const dz = heap.output([rows, D]);
    const dc = attributes.dc ? [heap.output([K, D])] : [];
    const scratch = heap.scratch(kernels.gemmScratch() + K * (D + 1) * 4);
    const c = scratch + kernels.gemmScratch();
    const cNorms = c + K * D * 4;
    const ds = at(inputs.ds);
    const student = at(inputs.z) + ((inputs.z as tf.Tensor).size - rows * D) * 4;
    if (attributes.weightNorm) kernels.normaliseRows(at(inputs.c), K, D, c, cNorms);
    const b = attributes.weightNorm ? c : at(inputs.c);
    kernels.gemm(rows, D, K, ds, K * 4, 4, b, D * 4, 4, at(dz), D * 4, false, scratch);
    for (const out of dc) {
      kernels.gemm(K, D, rows, ds, 4, K * 4, student, D * 4, 4, at(out), D * 4, false, scratch);
      if (attributes.weightNorm) kernels.normaliseRowsBack(at(out), c, cNorms, K, D, at(out));
    }
    return [dz, ...dc];
  },
  webgpu: (inputs, attributes, gpu) => {
    const [rows, K] = (inputs.ds as tf.Tensor2D).shape;
    const D = (inputs.c as tf.Tensor2D).shape[1];
    const ds = inputs.ds as tf.Tensor;
    const z = gpu.whole(inputs.z as tf.Tensor);
    const c = gpu.whole(inputs.c as tf.Tensor);
    const student = z.from + (inputs.z as tf.Tensor).size - rows * D;
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
