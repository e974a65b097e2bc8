import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { random } from '../../src/base/random.ts';
import { Census } from '../../src/census/census.ts';
import { type Collapse, collapse } from '../../src/metrics/collapse.ts';

/** Prototypes [K, D] to count in slices, and at once on the CPU in float64. */
export interface CensusCheck {
  readonly name: string;
  readonly K: number;
  readonly D: number;
  rows(): Float32Array;
}

const normals = (K: number, D: number, seed: number): Float32Array => {
  const source = random(seed);
  return Float32Array.from({ length: K * D }, () => source.normal());
};

/** Copies of `centres` directions with noise of a few sizes, so that every ε has something to cover. */
function clustered(K: number, D: number, centres: number): Float32Array {
  const source = random(K);
  const directions = normals(centres, D, K + 1);
  return Float32Array.from({ length: K * D }, (_, i) => {
    const k = Math.floor(i / D);
    const centre = (k * 7) % centres;
    return directions[centre * D + (i % D)] + 0.06 * (k % 9) * source.normal();
  });
}

/** Prototypes with dead rows of every kind, tiny and huge ones, copies and opposites. */
function hostile(K: number, D: number): Float32Array {
  const rows = clustered(K, D, 40);
  for (let k = 0; k < K; k++) {
    const row = rows.subarray(k * D, k * D + D);
    if (k % 11 === 3) row.fill(0);
    if (k % 50 === 7) row[k % D] = Number.NaN;
    if (k % 60 === 9) row[0] = Number.POSITIVE_INFINITY;
    if (k % 13 === 5) for (let d = 0; d < D; d++) row[d] *= 1e-25;
    if (k % 17 === 6) for (let d = 0; d < D; d++) row[d] *= 1e25;
    if (k % 19 === 8 && k > D) for (let d = 0; d < D; d++) row[d] = -rows[(k - 19) * D + d];
  }
  // a whole part that is dead
  if (K > 4096) rows.fill(0, 2048 * D, 4096 * D);
  return rows;
}

export const CENSUS_CHECKS: readonly CensusCheck[] = [
  { name: 'one prototype', K: 1, D: 3, rows: () => normals(1, 3, 1) },
  { name: 'random directions, no whole tile', K: 1001, D: 16, rows: () => normals(1001, 16, 2) },
  { name: 'one direction', K: 700, D: 8, rows: () => clustered(700, 8, 1).map((_, i) => 1 + (i % 8)) },
  { name: 'clusters over several parts', K: 4700, D: 12, rows: () => clustered(4700, 12, 60) },
  { name: 'hostile rows', K: 4500, D: 10, rows: () => hostile(4500, 10) },
  { name: 'nobody alive', K: 300, D: 4, rows: () => new Float32Array(1200) },
];

/** Two sets of members. */
const sets = (K: number): readonly Uint8Array[] => [
  Uint8Array.from({ length: K }, (_, k) => ((k * 13) % 5 < 2 ? 1 : 0)),
  Uint8Array.from({ length: K }, (_, k) => ((k * 7) % 3 < 1 ? 1 : 0)),
];

/** A clock that stands still (the batches grow), races (one batch a slice, ever smaller), or does both in turn, as on a
 *  machine that is busy at times. */
export type Pace = 'still' | 'racing' | 'in turn';

async function countedInSlices({ K, D, rows }: CensusCheck, pace: Pace): Promise<Collapse> {
  const census = new Census(tf.tensor2d(rows(), [K, D]), sets(K), 0);
  let time = 0;
  let looks = 0;
  const now = () => {
    looks++;
    if (pace === 'racing' || (pace === 'in turn' && looks % 60 > 36)) time += 10;
    return time;
  };
  let share = 0;
  while (!census.done) {
    await census.advance(8, now);
    if (!(census.share >= share && census.share <= 1)) throw new Error(`${census.share} after ${share}`);
    share = census.share;
  }
  const found = census.collapse();
  census.dispose();
  return found;
}

/** The difference between the census's uniformity and the CPU's; infinite if any count differs. */
export async function censusError(check: CensusCheck, pace: Pace): Promise<number> {
  const { K, D } = check;
  const {
    uniformity: exact,
    representatives: _,
    ...expected
  } = collapse(check.rows(), K, D, EPSILONS, sets(K));
  const { uniformity, ...found } = await countedInSlices(check, pace);
  const same = [...found.unique, ...found.among.flat(), found.dead];
  const right = [...expected.unique, ...expected.among.flat(), expected.dead];
  return same.every((count, i) => count === right[i])
    ? Math.abs(uniformity - exact)
    : Number.POSITIVE_INFINITY;
}
