import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { beforeAll, expect, test } from 'vitest';
import { floatsOf, integersOf, newTensor, sharedMemory } from '../../../src/math/tfjs/wasm.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('wasm'));

const backend = () => tf.backend() as BackendWasm;

/** The backend with another Emscripten module. */
const withModule = (module: object) =>
  new Proxy(backend(), { get: (target, key) => (key === 'wasm' ? module : Reflect.get(target, key)) });

test('tensors and allocations lie in the shared memory', async () => {
  const shared = sharedMemory(backend());
  if (!shared) throw new Error('Node has the build without threads');
  const address = shared.allocate(64);
  expect(address).toBeGreaterThan(0);
  const x = tf.tensor1d([1, 2, 3]);
  expect(floatsOf(backend(), x).buffer).toBe(shared.memory.buffer);
  expect(Array.from(floatsOf(backend(), x))).toEqual([1, 2, 3]);
  shared.free(address);
  x.dispose();
});

test('a value written in place is a value of the tensor', async () => {
  const made = newTensor(backend(), [2, 1]);
  floatsOf(backend(), made).set([5, 6]);
  const y = tf.engine().makeTensorFromTensorInfo(made);
  expect(await y.array()).toEqual([[5], [6]]);
  y.dispose();
});

test('integers are viewed as integers', () => {
  const x = tf.tensor1d([-1, 7], 'int32');
  expect(integersOf(backend(), x)).toEqual(Int32Array.of(-1, 7));
  x.dispose();
});

test('the build for threads shares no memory with plain modules', () => {
  expect(sharedMemory(withModule({ ...backend().wasm, PThread: {} }))).toBeUndefined();
});

test('a module without its memory is refused by the name of the field', () => {
  const changed = withModule({ ...backend().wasm, asm: {} });
  expect(() => sharedMemory(changed)).toThrow(/TensorFlow.js lacks BackendWasm\.wasm\.asm\.memory/);
});
