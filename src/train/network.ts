import * as tf from '@tensorflow/tfjs';
import { batchNorm, batchNormFixed } from '../math/batch-norm.ts';
import type { Network } from '../math/network.ts';

/** Tensors by address. A plain type, so that tf.tidy can walk it. */
export type Tensors = { readonly [address: string]: tf.Tensor };

/** Running statistics of one batch norm. */
export type Running = { readonly mean: tf.Tensor; readonly variance: tf.Tensor };
export type Runnings = { readonly [address: string]: Running };

/** PyTorch's default momentum of running statistics. */
const RUNNING_MOMENTUM = 0.1;

/** Weights of several parts in one map; throws when two parts claim one address, since one of them would
 *  silently never train. */
export function join(parts: readonly Tensors[]): Tensors {
  const all: Record<string, tf.Tensor> = {};
  for (const part of parts)
    for (const [address, tensor] of Object.entries(part)) {
      if (all[address]) throw new Error(`two weights claim the address ${address}`);
      all[address] = tensor;
    }
  return all;
}

/** A network that normalises by the batch and hands each batch's statistics to `record`. */
export function training(
  weights: Tensors,
  record: (address: string, mean: tf.Tensor, variance: tf.Tensor) => void,
): Network {
  const norm = (address: string, x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, gelu: boolean) => {
    const { y, mean, variance } = batchNorm(x, gamma, beta, gelu);
    record(address, mean, variance);
    return y;
  };
  return network(weights, norm);
}

/** A network that normalises by running statistics. */
export function evaluating(weights: Tensors, running: Runnings): Network {
  return network(weights, (address, x, gamma, beta, gelu) => {
    const statistics = running[address];
    if (!statistics) throw new Error(`no running statistics at ${address}`);
    return batchNormFixed(x, gamma, beta, statistics.mean, statistics.variance, gelu);
  });
}

type Norm = (address: string, x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, gelu: boolean) => tf.Tensor;

function network(weights: Tensors, norm: Norm): Network {
  const weight = (address: string) => {
    const tensor = weights[address];
    if (!tensor) throw new Error(`no weight at ${address}`);
    return tensor;
  };
  return {
    weight,
    batchNorm: (address, x, gelu) =>
      norm(address, x, weight(`${address}/gamma`), weight(`${address}/beta`), gelu),
    standardise: (address, x) => {
      const channels = x.shape[1];
      return norm(address, x, tf.ones([channels]), tf.zeros([channels]), false) as tf.Tensor2D;
    },
  };
}

/** Mean 0, variance 1 for each norm of these channel counts. */
export function freshRunning(norms: Readonly<Record<string, number>>): Runnings {
  return Object.fromEntries(
    Object.entries(norms).map(([address, channels]) => [
      address,
      { mean: tf.zeros([channels]), variance: tf.ones([channels]) },
    ]),
  );
}

/** running ← 0.9 running + 0.1 batch, with the biased batch variance (PyTorch's is n/(n-1) of it). */
export function updateRunning(running: Running, mean: tf.Tensor, variance: tf.Tensor): Running {
  const mix = (old: tf.Tensor, now: tf.Tensor) =>
    tf.add(tf.mul(old, 1 - RUNNING_MOMENTUM), tf.mul(now, RUNNING_MOMENTUM));
  return { mean: mix(running.mean, mean), variance: mix(running.variance, variance) };
}
