import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { ofRank } from '../kernel/rank.ts';
import { groupOf, stacked } from '../rows/stack.ts';
import type { Program } from '../webgpu/gpu.ts';

/** A group's weights for its tokens: [CLS] [E], and positions [T, E], of which the first is that of [CLS]. */
export interface Embeddings {
  readonly cls: tf.Tensor;
  readonly positions: tf.Tensor;
}

/** The masking of the student's patches (iBOT, Zhou et al. 2022). */
export interface Masking {
  /** 1 for each masked patch of the student's images, else 0, float32 [R P]. */
  readonly mask: tf.Tensor1D;
  /** The token in the place of masked patches, [E]. */
  readonly token: tf.Tensor;
}

/**
 * Tokens [G R T, E] of patch rows x [G R P, E], T = P + 1: [CLS] before the patches of each image, then positions
 * added to all (Dosovitskiy et al. 2021). `masking` replaces masked patches of the last group by the mask token,
 * before positions are added. Other groups see all patches.
 */
export function tokens(x: tf.Tensor2D, embeddings: readonly Embeddings[], masking?: Masking): tf.Tensor2D {
  const cls = embeddings.map((own) => own.cls);
  const positions = embeddings.map((own) => ofRank(own.positions, 2));
  return tokensKernel({ x, cls, positions, ...masking }, {})[0];
}

export interface TokensGrads {
  readonly x: tf.Tensor2D;
  readonly cls: tf.Tensor;
  readonly positions: tf.Tensor;
  /** [E], or in shares, one for each place of a patch, [P, E]. */
  readonly token?: tf.Tensor;
}

/** Gradients of the student's tokens from dy [R T, E]. */
export function tokensGrads(dy: tf.Tensor2D, count: number, mask: tf.Tensor1D | undefined): TokensGrads {
  const [x, cls, positions, token] = tokensGradKernel({ dy, ...(mask ? { mask } : {}) }, { count });
  return { x, cls, positions, ...(token ? { token } : {}) };
}

type TokensInputs = Partial<Masking> & {
  readonly x: tf.Tensor2D;
  /** One for each group. */
  readonly cls: readonly tf.Tensor[];
  readonly positions: readonly tf.Tensor2D[];
};

const tokensKernel = defineKernel<TokensInputs, object, [y: tf.Tensor2D]>('Tokens', {
  composed: ({ x, cls, positions, mask, token }) => {
    const groups = cls.length;
    const layer = (group: number): tf.Tensor => {
      const rows = groupOf(x, group, { groups, shared: false });
      const [T, E] = positions[group].shape;
      const seen =
        mask && token && group === groups - 1
          ? tf.add(
              tf.mul(rows, tf.sub(1, tf.reshape(mask, [-1, 1]))),
              tf.outerProduct(mask, tf.reshape(token, [-1])),
            )
          : rows;
      const images = seen.size / (T - 1) / E;
      const first = tf.tile(tf.reshape(cls[group], [1, 1, E]), [images, 1, 1]);
      const all = tf.concat([first, tf.reshape(seen, [images, T - 1, E])], 1);
      return tf.reshape(tf.add(all, positions[group]), [-1, E]);
    };
    return [stacked(groups, layer)];
  },
  wasm: (inputs, _, heap) => {
    const groups = inputs.cls.length;
    const [T, E] = inputs.positions[0].shape;
    const images = inputs.x.size / (T - 1) / E / groups;
    const y = heap.output([groups * images * T, E]);
    const { kernels, at } = heap;
    for (let group = 0; group < groups; group++) {
      const part = group * images * E * 4;
      const student = group === groups - 1;
      const [mask, token] = student ? [at(inputs.mask), at(inputs.token)] : [0, 0];
      const [cls, positions] = [at(inputs.cls[group]), at(inputs.positions[group])];
      const from = at(inputs.x) + part * (T - 1);
      kernels.tokens(from, images, T, E, cls, positions, mask, token, at(y) + part * T);
    }
    return [y];
  },
  webgpu: ({ x, cls, positions, mask, token }, _, gpu) => {
    const groups = cls.length;
    const masks = mask && token ? [mask, token] : [];
    const masked = masks.length > 0;
    const [T, E] = positions[0].shape;
    const images = x.size / (T - 1) / E / groups;
    const size = groups * images * T * E;
    const y = gpu.output([groups * images * T, E]);
    const names = Array.from({ length: groups }, (_, g) => [`cls${g}`, `positions${g}`]).flat();
    const read = (name: string, at: string) =>
      groups === 1 ? `${name}0[${at}]` : `select(${name}0[${at}], ${name}1[${at}], g == 1u)`;
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: {
        x: 'f32',
        ...Object.fromEntries(names.map((name) => [name, 'f32' as const])),
        ...(masked ? ({ mask: 'f32', token: 'f32' } as const) : {}),
      },
      workgroup: 64,
      each: ['id', size],
      body: `  let e = id % ${E}u; let t = id / ${E}u % ${T}u; let n = id / ${T * E}u; let g = n / ${images}u;
  var v = 0.0;
  if (t == 0u) { v = ${read('cls', 'e')}; }
  else {
    let row = n * ${T - 1}u + t - 1u;
    v = x[row * ${E}u + e];
    ${masked ? `if (g == ${groups - 1}u && mask[row - ${(groups - 1) * images * (T - 1)}u] != 0.0) { v = token[e]; }` : ''}
  }
  y[id] = v + ${read('positions', `t * ${E}u + e`)};`,
    });
    const given = [...cls.flatMap((own, g) => [own, positions[g]]), ...masks];
    gpu.run(`tokens ${size} ${T} ${E} ${groups} ${masked}`, program, [y, x, ...given], size);
    return [y];
  },
});

/** dpositions is dy summed over images, and dcls its first row. The gradient to masked patches goes to the mask
 *  token. */
const tokensGradKernel = defineKernel<
  { readonly dy: tf.Tensor2D; readonly mask?: tf.Tensor1D },
  { readonly count: number },
  [dx: tf.Tensor2D, cls: tf.Tensor1D, positions: tf.Tensor2D, token?: tf.Tensor]
>('TokensGrad', {
  composed: ({ dy, mask }, { count: T }) => {
    const [rows, E] = dy.shape;
    const images = rows / T;
    const cube = tf.reshape(dy, [images, T, E]);
    const positions = tf.sum(cube, 0);
    const cls = tf.reshape(tf.slice(positions, [0, 0], [1, E]), [E]);
    const patches = tf.reshape(tf.slice(cube, [0, 1, 0], [images, T - 1, E]), [-1, E]);
    if (!mask) return [patches, cls, positions];
    const hidden = tf.mul(patches, tf.reshape(mask, [-1, 1]));
    return [tf.sub(patches, hidden), cls, positions, tf.sum(hidden, 0)];
  },
  wasm: (inputs, { count: T }, heap) => {
    const [rows, E] = inputs.dy.shape;
    const images = rows / T;
    const [dx, cls, positions] = [heap.output([images * (T - 1), E]), heap.output([E]), heap.output([T, E])];
    const token = inputs.mask ? [heap.output([E])] : [];
    const { kernels, at } = heap;
    const [mask, hidden] = [at(inputs.mask), at(token[0])];
    kernels.tokensBack(at(inputs.dy), images, T, E, mask, at(dx), at(positions), hidden);
    heap.view(cls).set(heap.view(positions).subarray(0, E));
    return [dx, cls, positions, ...token];
  },
  webgpu: ({ dy, mask }, { count: T }, gpu) => {
    const masked = mask !== undefined;
    const [rows, E] = dy.shape;
    const images = rows / T;
    const P = T - 1;
    const dx = gpu.output([images * P, E]);
    const slopes = gpu.outputs([[E], [T, E], ...(masked ? [[P, E]] : [])]);
    const [, positions, hidden] = slopes.at;
    const threads = images * P * E + T * E;
    // each thread has one value of dx, or one column of the sums over images
    const program = (): Program => ({
      outputs: { dx: 'f32', slopes: 'f32' },
      inputs: { dy: 'f32', ...(masked ? ({ mask: 'f32' } as const) : {}) },
      workgroup: 64,
      each: ['id', threads],
      body: `  if (id < ${images * P * E}u) {
    let row = id / ${E}u;
    let v = dy[(row + row / ${P}u + 1u) * ${E}u + id % ${E}u];
    dx[id] = ${masked ? 'select(v, 0.0, mask[row] != 0.0)' : 'v'};
    return;
  }
  let place = id - ${images * P * E}u; let t = place / ${E}u;
  var s = 0.0; ${masked ? 'var h = 0.0;' : ''}
  for (var n = 0u; n < ${images}u; n++) {
    let v = dy[n * ${T * E}u + place];
    s += v;
    ${masked ? `if (t > 0u) { h += select(0.0, v, mask[n * ${P}u + t - 1u] != 0.0); }` : ''}
  }
  slopes[${positions}u + place] = s;
  if (t == 0u) { slopes[place] = s; }
  ${masked ? `if (t > 0u) { slopes[${hidden}u + place - ${E}u] = h; }` : ''}`,
    });
    const given = [dy, ...(mask ? [mask] : [])];
    gpu.run(`tokens back ${rows} ${T} ${E} ${masked}`, program, [dx, slopes.all, ...given], threads);
    return [dx, ...slopes.views];
  },
});
