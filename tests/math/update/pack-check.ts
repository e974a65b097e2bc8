import * as tf from '@tensorflow/tfjs';
import { adamwStep } from '../../../src/math/update/adamw.ts';
import { gather } from '../../../src/math/update/gradients.ts';
import {
  blocksOf,
  type Layout,
  layoutOf,
  normaliseSegment,
  packOf,
  type Section,
  segmentOf,
} from '../../../src/math/update/pack.ts';
import { type KernelCheck, normals } from '../kernel/kernel-check.ts';

const LAYOUT = layoutOf([
  { address: 'kernel', shape: [7, 12], kind: 'weight' },
  { address: 'mean', shape: [5], kind: 'running' },
  { address: 'bias', shape: [64], kind: 'weight' },
  { address: 'prototypes', shape: [10, 8], kind: 'weight' },
]);
const SHARES: Readonly<Record<string, readonly number[]>> = { mean: [6], prototypes: [3] };
const SHAPES = LAYOUT.segments.map(({ shape }) => [...shape]);

const all = (pack: tf.Tensor2D, section: Section) =>
  LAYOUT.segments.map((segment) => segmentOf(pack, segment, section));

function fresh(layout: Layout): { starts: tf.Tensor[]; pack: tf.Tensor2D } {
  const starts = SHAPES.map((shape, i) => normals(shape, i));
  const pack = packOf(layout, (segment) => {
    const start = starts[layout.segments.indexOf(segment)] as tf.Tensor;
    return start.dataSync() as Float32Array;
  });
  return { starts, pack };
}

/** Gradients of one step, the running mean's and the prototypes' in shares; the bias has none. */
function gradients(step: number): Record<string, tf.Tensor> {
  return Object.fromEntries(
    LAYOUT.segments.flatMap(({ address, shape }, i) =>
      address === 'bias'
        ? []
        : [[address, tf.mul(normals([...(SHARES[address] ?? []), ...shape], 40 + 10 * step + i), i + 1)]],
    ),
  );
}

function whole(given: Record<string, tf.Tensor>, address: string): tf.Tensor | undefined {
  const one = given[address];
  return one && SHARES[address] ? tf.sum(one, 0) : one;
}

const views: KernelCheck = {
  name: 'a pack returns the values that it was made of',
  run: () => {
    const { starts, pack } = fresh(LAYOUT);
    const zeros = SHAPES.map((shape) => tf.zeros(shape));
    return {
      ours: [...all(pack, 'student'), ...all(pack, 'teacher'), ...all(pack, 'm')],
      plain: [...starts, ...starts, ...zeros],
    };
  },
};

const gathered: KernelCheck = {
  name: 'gather lays gradients out as a section',
  run: () => {
    const given = gradients(0);
    const { values: flat, squares } = gather(LAYOUT, given);
    const rows = LAYOUT.segments.map(({ offset, size, shape }) =>
      tf.reshape(tf.slice(flat, offset, size), [...shape]),
    );
    const plain = LAYOUT.segments.map(({ address, shape }) => whole(given, address) ?? tf.zeros([...shape]));
    const totals = [tf.sum, (one: tf.Tensor) => tf.sum(tf.square(one))].map((total) =>
      tf.addN(plain.map((one) => total(one))),
    );
    return { ours: [...rows, tf.sum(flat), tf.sum(squares)], plain: [...plain, ...totals] };
  },
};

/** Two steps, so that moments and the bias correction count; clipped or not. */
function adamwCheck(clip: number): KernelCheck {
  return {
    name: `adamwStep ${clip > 0 ? 'with' : 'without'} clipping`,
    run: () => {
      const { starts, pack } = fresh(LAYOUT);
      const rates = [
        { lr: 0.01, decay: 0.1 },
        { lr: 0.01, decay: 0 },
        { lr: 0.01, decay: 0.1 },
        { lr: 0.1, decay: 0 },
      ];
      const beta1 = 0.9;
      const beta2 = 0.99;
      const eps = 1e-8;
      const momentum = 0.7;
      const blocks = blocksOf(LAYOUT);
      let moved = pack;
      const expected = starts.map((p) => ({ p, m: tf.zerosLike(p), v: tf.zerosLike(p), t: p }));
      for (let count = 1; count <= 2; count++) {
        const given = gradients(count);
        const settings = { beta1, beta2, eps, clip, count, momentum };
        moved = adamwStep(moved, gather(LAYOUT, given), LAYOUT, blocks, rates, settings);
        LAYOUT.segments.forEach(({ address, kind }, i) => {
          const { p, m, v, t } = expected[i] as (typeof expected)[number];
          const { lr, decay } = rates[i] as (typeof rates)[number];
          const given0 = whole(given, address) ?? tf.zerosLike(p);
          if (kind === 'running') {
            const mixed = tf.add(tf.mul(p, 0.9), tf.mul(given0, 0.1));
            expected[i] = { p: mixed, m, v, t: mixed };
            return;
          }
          const g =
            clip > 0 ? tf.mul(given0, tf.minimum(1, tf.div(clip, tf.add(tf.norm(given0), 1e-6)))) : given0;
          const mean = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
          const square = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
          const hat = tf.div(mean, 1 - beta1 ** count);
          const spread = tf.add(tf.sqrt(tf.div(square, 1 - beta2 ** count)), eps);
          const next = tf.sub(tf.mul(p, 1 - lr * decay), tf.mul(lr, tf.div(hat, spread)));
          const teacher = tf.add(tf.mul(t, momentum), tf.mul(next, 1 - momentum));
          expected[i] = { p: next, m: mean, v: square, t: teacher };
        });
      }
      return {
        ours: [...all(moved, 'student'), ...all(moved, 'm'), ...all(moved, 'v'), ...all(moved, 'teacher')],
        plain: (['p', 'm', 'v', 't'] as const).flatMap((key) => expected.map((one) => one[key])),
      };
    },
  };
}

const settled: KernelCheck = {
  name: 'normaliseSegment changes one segment of the student alone',
  run: () => {
    const { starts, pack } = fresh(LAYOUT);
    const last = starts.length - 1;
    const segment = LAYOUT.segments[last];
    if (!segment) throw new Error('no segment');
    const rows = starts[last] as tf.Tensor;
    const unit = tf.div(rows, tf.sqrt(tf.sum(tf.square(rows), 1, true)));
    const moved = normaliseSegment(pack, segment);
    return {
      ours: [...all(moved, 'student'), ...all(moved, 'teacher')],
      plain: [...starts.slice(0, last), unit, ...starts],
    };
  },
};

export const PACK_CHECKS: readonly KernelCheck[] = [views, gathered, adamwCheck(0), adamwCheck(1), settled];
