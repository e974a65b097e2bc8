import * as tf from '@tensorflow/tfjs';
import { type Fields, requireFields } from './fields.ts';

// TensorFlow.js documents its ops, not the engine that they call.

export const ENGINE_FIELDS: Fields = {
  runKernel: 'each op of ours',
  startScope: 'the tidying of asynchronous work',
  endScope: 'the tidying of asynchronous work',
};

/** Throws a TroubleError that names a field which the engine has lost. */
export function checkEngine(): void {
  requireFields(tf.engine(), 'Engine', ENGINE_FIELDS);
}

/**
 * Runs a registered kernel on the current backend and returns what the kernel returns, as tensors. The engine hands inputs and attributes to the
 * kernel as they are, lists of tensors included, as long as no gradient is taped. Throws an Error when the backend has
 * no kernel of that name.
 */
export function runKernel(name: string, inputs: object, attributes: object): unknown {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}

/** As runKernel, of a kernel of TensorFlow.js that returns one tensor and has no op of its own. */
export function stockKernel(name: string, inputs: object, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}

/** As tf.tidy, of work that is asynchronous: every tensor made before it settles is freed. Not for works side by side,
 *  whose scopes would mix. */
export async function tidyAsync<T>(work: () => Promise<T>): Promise<T> {
  tf.engine().startScope();
  try {
    return await work();
  } finally {
    tf.engine().endScope();
  }
}
