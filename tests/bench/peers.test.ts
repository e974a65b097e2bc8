import { expect, test } from 'vitest';
import { wasmFiles } from '../../src/node/wasm-files.ts';
import type { Backend, OpenPeer } from './peer.ts';
import { openIdiomatic } from './peers/idiomatic.ts';
import { openJax } from './peers/jax.ts';
import { openOurs } from './peers/ours.ts';
import { type Problem, problemOf, sizesOf } from './problem.ts';
import { costs } from './roofline.ts';

const TINY = {
  'conv.width': 8,
  'mlp.hidden': 16,
  'head.hidden': 16,
  'carp.partition_size': 4,
  K: 16,
  D: 8,
  batch: 4,
  steps: 5,
  lr: 0.01,
  momentum_teacher: 0.5,
  // so low that gradients are clipped
  clip_grad: 0.01,
};

async function losses(open: OpenPeer, problem: Problem, backend: Backend): Promise<number[]> {
  const peer = await open(problem, backend, wasmFiles());
  const found: number[] = [];
  for (let i = 0; i < 6; i++) {
    peer.step();
    found.push(await peer.loss());
  }
  return found;
}

for (const encoder of ['mlp', 'conv'])
  test(`the benchmark's engines do the same arithmetic: ${encoder}`, async () => {
    const problem = await problemOf({ ...TINY, encoder });
    const ours = await losses(openOurs, problem, 'cpu');
    // a loss that stood still would agree with anything
    expect(Math.abs((ours[5] as number) - (ours[0] as number))).toBeGreaterThan(1e-3);
    const idiomatic = await losses(openIdiomatic, problem, 'cpu');
    const jax = await losses(openJax, problem, 'wasm');
    ours.forEach((loss, step) => {
      expect
        .soft(Math.abs((idiomatic[step] as number) - loss), `TensorFlow.js, step ${step}`)
        .toBeLessThan(2e-5);
      expect.soft(Math.abs((jax[step] as number) - loss), `jax-js, step ${step}`).toBeLessThan(2e-5);
    });
  });

test('the roofline counts the products of every layer', async () => {
  const problem = await problemOf({ ...TINY, encoder: 'mlp' });
  const [layers] = costs(problem, sizesOf(problem).packed);
  // rows 8: 784 x 16 (no gradient to the images), 16 x 16, 16 x 16, 16 x 8, and 8 x 16 prototypes
  const first = 784 * 16;
  const rest = 16 * 16 + 16 * 16 + 16 * 8 + 8 * 16;
  expect(layers?.flop).toBe(2 * 8 * (3 * first + 4 * rest));
});
