import * as tf from '@tensorflow/tfjs';
import { type Fields, requireFields } from './fields.ts';

// TensorFlow.js documents its ops, but not the engine that they call.

export const ENGINE_FIELDS: Fields = {
  'each op': ['runKernel'],
  tidyAsync: ['startScope', 'endScope'],
};

/** Throws a TroubleError that names a field which the engine has lost. */
export function checkEngine(): void {
  requireFields(tf.engine(), 'Engine', ENGINE_FIELDS);
}

/**
 * Runs a registered kernel on the current backend and returns its outputs as tensors: one, or a list, as the kernel
 * does. The engine passes inputs and attributes on unchanged, lists of tensors included, while no gradient is taped.
 * Throws an Error when the backend has no kernel of that name.
 */
export function runKernel(name: string, inputs: object, attributes: object): unknown {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}

/** Runs a kernel of TensorFlow.js that returns one tensor and has no op, as runKernel does. */
export function stockKernel(name: string, inputs: object, attributes: object): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attributes as tf.NamedAttrMap);
}

/** tf.tidy for asynchronous work: frees every tensor that was made before it settles. Two at the same time would mix
 *  their scopes. */
export async function tidyAsync<T>(work: () => Promise<T>): Promise<T> {
  tf.engine().startScope();
  try {
    return await work();
  } finally {
    tf.engine().endScope();
  }
}
