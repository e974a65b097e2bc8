import * as tf from '@tensorflow/tfjs';
import { backends } from '../../src/node/backends.ts';
import { behave } from '../../src/node/door.ts';
import { openIdiomatic } from '../bench/peers/idiomatic.ts';
import { lastLines, runScript, scriptFile } from './children.ts';
import { PARTS } from './parts.ts';

// Checks that everything is there that the parts load. Names what is missing, with exit code 1.

behave({ doing: 'checking the kit' });

const missing: string[] = [];

async function look(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    missing.push(`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

// the parts hook WebGPU's classes when they run, and need none of them to be loaded
for (const [name, { load }] of Object.entries(PARTS)) await look(`part ${name}`, load);
await look('the package webgpu', () => import('webgpu'));
await look('the engine jax-js', () => import('../bench/peers/jax.ts'));
await look('the engine of TensorFlow.js', async () => openIdiomatic);
for (const script of ['headless', 'bench:gpu'])
  await look(`npm run ${script}`, async () => {
    const { code, err } = await runScript(scriptFile(script), ['--help'], { seconds: 60 });
    if (code !== 0) throw new Error(`--help ended with ${code}: ${lastLines(err, 3)}`);
  });
// the compiler of wasm's kernels does not travel: they must have been kept
await look('wasm', async () => {
  await backends.open('wasm', () => {});
  tf.matMul(tf.ones([4, 4]), tf.ones([4, 4])).dataSync();
});
for (const line of missing) process.stderr.write(`${line}\n`);
process.exit(missing.length > 0 ? 1 : 0);
