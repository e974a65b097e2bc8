import * as tf from '@tensorflow/tfjs';
import { random } from '../../../src/base/random.ts';
import { cover } from '../../../src/math/rows/cover.ts';
import type { KernelCheck } from '../kernel/kernel-check.ts';

const SETS = 2;

/** Rows whose cosines are exact in float32 and lie on the ε: 1 - cos is 0.25, 0.5, 1 or 1.5. */
const CORNERS = [
  [1, 0, 0, 0],
  [0.5, 0.5, 0.5, 0.5],
  [-0.5, 0.5, 0.5, 0.5],
  [0, 1, 0, 0],
  [0.75, 0.25, 0.5, 0],
].map((row) => [...row, 0]);

function plainly(x: number[][], y: number[][], words: number[], epsilons: readonly number[]): tf.Tensor {
  const out = x.map((a) => {
    let covered = 0;
    let spread = 0;
    y.forEach((b, j) => {
      const cosine = a.reduce((sum, value, d) => sum + value * (b[d] as number), 0);
      spread += Math.exp(4 * cosine - 4);
      epsilons.forEach((epsilon, e) => {
        if (1 - cosine < epsilon)
          for (let s = 0; s < SETS; s++) covered |= (words[j] as number) & (1 << (e + s * epsilons.length));
      });
    });
    return [covered, spread];
  });
  return tf.tensor2d(out);
}

/** Words of 2 x 3 bits, and a few that are empty. */
const wordsOf = (count: number) => Array.from({ length: count }, (_, j) => (j % 4 === 2 ? 0 : (j * 37) % 64));

/** Covered bits and sums apart, since one is a thousand times the other. */
const columns = (found: tf.Tensor) => tf.split(found, 2, 1);

export const COVER_CHECKS: readonly KernelCheck[] = [
  {
    name: 'cover, cosines on the ε',
    run: () => {
      const words = wordsOf(CORNERS.length);
      const units = tf.tensor2d(CORNERS);
      const all = { units, from: 0, count: CORNERS.length };
      const epsilons = [0.25, 0.5, 1];
      return {
        ours: columns(cover(all, all, tf.tensor1d(words), epsilons, SETS)),
        plain: columns(plainly(CORNERS, CORNERS, words, epsilons)),
      };
    },
  },
  {
    name: 'cover, rows and columns in the middle of two matrices',
    run: () => {
      const rows = tf.tensor2d(unitRows(13, 1));
      const earlier = tf.tensor2d(unitRows(1100, 2));
      const words = wordsOf(1100);
      const epsilons = [0.03, 0.3, 0.7];
      return {
        ours: columns(
          cover(
            { units: rows, from: 2, count: 9 },
            { units: earlier, from: 5, count: 1090 },
            tf.tensor1d(words),
            epsilons,
            SETS,
          ),
        ),
        plain: columns(
          plainly(
            unitRows(13, 1).slice(2, 11),
            unitRows(1100, 2).slice(5, 1095),
            words.slice(5, 1095),
            epsilons,
          ),
        ),
      };
    },
  },
];

function unitRows(count: number, seed: number): number[][] {
  const source = random(seed);
  return Array.from({ length: count }, () => {
    const row = Array.from({ length: 5 }, () => source.normal());
    return row.map((x) => Math.fround(x / Math.hypot(...row)));
  });
}
