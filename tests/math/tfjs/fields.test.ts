import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import { ENGINE_FIELDS } from '../../../src/math/tfjs/engine.ts';
import { type Fields, requireFields } from '../../../src/math/tfjs/fields.ts';
import { EXPORTS_FIELDS, MODULE_FIELDS, WASM_FIELDS } from '../../../src/math/tfjs/wasm.ts';
import { BUFFERS_FIELDS, DATA_FIELDS, WEBGPU_FIELDS } from '../../../src/math/tfjs/webgpu.ts';

test('the fields are those of the installed version', () => {
  expect(tf.version_core).toMatch(/^4\.22\./);
});

const HOLDERS: readonly (readonly [string, Fields])[] = [
  ['Engine', ENGINE_FIELDS],
  ['BackendWasm', WASM_FIELDS],
  ['BackendWasm.wasm', MODULE_FIELDS],
  ['BackendWasm.wasm.asm', EXPORTS_FIELDS],
  ['WebGPUBackend', WEBGPU_FIELDS],
  ['WebGPUBackend.bufferManager', BUFFERS_FIELDS],
  ['WebGPUBackend.tensorMap.get()', DATA_FIELDS],
];

test.each(
  HOLDERS.flatMap(([name, fields]) =>
    Object.entries(fields).flatMap(([code, names]) =>
      names.map((field) => [name, field, code, fields] as const),
    ),
  ),
)('an upgrade that removes %s.%s fails by that name', (name, field, code, fields) => {
  const holder: Record<string, unknown> = Object.fromEntries(
    Object.values(fields).flatMap((names) => names.map((each) => [each, undefined])),
  );
  expect(() => requireFields(holder, name, fields)).not.toThrow();
  delete holder[field];
  let thrown: unknown;
  try {
    requireFields(holder, name, fields);
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof TroubleError)) throw new Error('no TroubleError');
  expect(thrown.trouble.failed).toBe(`TensorFlow.js lacks ${name}.${field}`);
  expect(thrown.trouble.why).toContain(code);
  expect(thrown.trouble.todo).toContain('src/math/tfjs');
});
