import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from './kernel.ts';
import { normaliseRows } from './sphere.ts';
import { groupOf, numbered, stacked, stackOf, studentOf } from './stack.ts';

/** How embeddings meet prototypes. DINO's DINOHead is both: normalize(x), then a weight-normed linear layer
 *  of g = 1. */
export interface Scoring {
  /** Embeddings are scaled to unit rows. */
  readonly unit: boolean;
  /** Prototypes are. */
  readonly weightNorm: boolean;
}

/** Scores <z, c> [G R, K] of embeddings z [G R, D] against prototypes [K, D]: one matrix for each group, or
 *  one for all `groups`. */
export function scores(
  z: tf.Tensor2D,
  prototypes: readonly tf.Tensor[],
  groups: number,
  { unit, weightNorm }: Scoring,
): tf.Tensor2D {
  const attributes = { groups, shared: prototypes.length === 1 && groups > 1, unit, weightNorm };
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
  { unit, weightNorm }: Scoring,
  wanted: boolean,
): ScoreGrads {
  const out = runKernel('ScoresGrad', { ds, z, c: prototypes }, { groups, unit, weightNorm, dc: wanted });
  return { z: out[0] as tf.Tensor2D, ...(wanted ? { prototypes: out[1] as tf.Tensor2D } : {}) };
}

defineKernel('Scores', {
  composed: (inputs, attributes) => {
    const { groups } = stackOf(attributes);
    const layer = (group: number) => {
      const z = groupOf(inputs.z as tf.Tensor, group, { groups, shared: false }) as tf.Tensor2D;
      const c = (attributes.shared ? inputs.c0 : inputs[`c${group}`]) as tf.Tensor2D;
      return tf.matMul(
        attributes.unit ? normaliseRows(z) : z,
        attributes.weightNorm ? normaliseRows(c) : c,
        false,
        true,
      );
    };
    return [stacked(groups, layer)];
  },
});

defineKernel('ScoresGrad', {
  composed: (inputs, attributes) => {
    const z = studentOf(inputs.z as tf.Tensor, { ...stackOf(attributes), shared: false }) as tf.Tensor2D;
    const c = inputs.c as tf.Tensor2D;
    const ds = inputs.ds as tf.Tensor2D;
    const rows = attributes.unit ? unitRows(z) : { y: z };
    const units = attributes.weightNorm ? unitRows(c) : { y: c };
    return [
      before(tf.matMul(ds, units.y), rows),
      ...(attributes.dc ? [before(tf.matMul(ds, rows.y, true, false), units)] : []),
    ];
  },
});

interface Rows {
  readonly y: tf.Tensor2D;
  readonly norm?: tf.Tensor2D;
}

function unitRows(x: tf.Tensor2D): Rows {
  const [y, norm] = runKernel('NormaliseRows', { x });
  return { y, norm } as Rows;
}

/** The gradient before normalisation, where there was one. */
function before(dy: tf.Tensor, { y, norm }: Rows): tf.Tensor {
  return norm ? (runKernel('NormaliseRowsGrad', { dy, y, norm })[0] as tf.Tensor) : dy;
}
