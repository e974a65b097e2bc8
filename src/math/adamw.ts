import * as tf from '@tensorflow/tfjs';
import { type Attributes, defineKernel, runKernel } from './kernel.ts';

export interface AdamWSettings {
  /** Learning rate of this step, already scheduled. */
  readonly lr: number;
  /** Decoupled weight decay (Loshchilov & Hutter 2019). */
  readonly decay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Largest L2 norm of this weight's gradient (DINO clips each parameter by itself); 0 means no clipping. */
  readonly clip: number;
  /** Updates so far including this one, from 1: for the bias correction. */
  readonly count: number;
}

/**
 * One AdamW update of one weight: p, m, v, g of equal shape -> new p, m, v.
 *   g ← g min(1, clip/|g|);  m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;
 *   p ← p (1 - lr·decay) - lr m̂ / (sqrt(v̂) + eps).
 */
export function adamwUpdate(
  p: tf.Tensor,
  m: tf.Tensor,
  v: tf.Tensor,
  g: tf.Tensor,
  settings: AdamWSettings,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
  return runKernel('AdamW', { p, m, v, g }, { ...settings }) as [tf.Tensor, tf.Tensor, tf.Tensor];
}

/** Exponential moving average: momentum · follower + (1 - momentum) · leader. */
export function follow(follower: tf.Tensor, leader: tf.Tensor, momentum: number): tf.Tensor {
  return runKernel('Follow', { follower, leader }, { momentum })[0] as tf.Tensor;
}

const settingsOf = (attributes: Attributes) => attributes as Attributes & AdamWSettings;

defineKernel('AdamW', {
  composed: ({ p, m, v, g }, attributes) => {
    const { lr, decay, beta1, beta2, eps, clip, count } = settingsOf(attributes);
    let gradient = g as tf.Tensor;
    if (clip > 0) {
      const norm = tf.sqrt(tf.sum(tf.square(gradient)));
      gradient = tf.mul(gradient, tf.minimum(1, tf.div(clip, tf.add(norm, 1e-6))));
    }
    const mean = tf.add(tf.mul(m as tf.Tensor, beta1), tf.mul(gradient, 1 - beta1));
    const square = tf.add(tf.mul(v as tf.Tensor, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const rate = lr / (1 - beta1 ** count);
    const move = tf.div(
      tf.mul(mean, rate),
      tf.add(tf.mul(tf.sqrt(square), 1 / Math.sqrt(1 - beta2 ** count)), eps),
    );
    return [tf.sub(tf.mul(p as tf.Tensor, 1 - lr * decay), move), mean, square];
  },
  wasm: ({ p, m, v, g }, attributes, heap) => {
    const { lr, decay, beta1, beta2, eps, clip, count } = settingsOf(attributes);
    const shape = (p as tf.Tensor).shape;
    const out = [heap.output(shape), heap.output(shape), heap.output(shape)] as const;
    const [P, M, V, G] = [p, m, v, g].map((t) => heap.view(t as tf.Tensor)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [P2, M2, V2] = out.map((t) => heap.view(t)) as [Float32Array, Float32Array, Float32Array];
    let scale = 1;
    if (clip > 0) {
      let squares = 0;
      for (let i = 0; i < G.length; i++) squares += G[i] * G[i];
      scale = Math.min(1, clip / (Math.sqrt(squares) + 1e-6));
    }
    const rate = lr / (1 - beta1 ** count);
    const spread = 1 / Math.sqrt(1 - beta2 ** count);
    for (let i = 0; i < G.length; i++) {
      const gradient = G[i] * scale;
      const mean = beta1 * M[i] + (1 - beta1) * gradient;
      const square = beta2 * V[i] + (1 - beta2) * gradient * gradient;
      M2[i] = mean;
      V2[i] = square;
      P2[i] = P[i] * (1 - lr * decay) - (rate * mean) / (Math.sqrt(square) * spread + eps);
    }
    return [...out];
  },
});

defineKernel('Follow', {
  composed: ({ follower, leader }, { momentum }) => [
    tf.add(
      tf.mul(follower as tf.Tensor, momentum as number),
      tf.mul(leader as tf.Tensor, 1 - (momentum as number)),
    ),
  ],
  wasm: ({ follower, leader }, attributes, heap) => {
    const momentum = attributes.momentum as number;
    const out = heap.output((follower as tf.Tensor).shape);
    const T = heap.view(follower as tf.Tensor);
    const S = heap.view(leader as tf.Tensor);
    const Y = heap.view(out);
    for (let i = 0; i < Y.length; i++) Y[i] = momentum * T[i] + (1 - momentum) * S[i];
    return [out];
  },
});
