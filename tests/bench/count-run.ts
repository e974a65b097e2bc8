import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { random } from '../../src/base/random.ts';
import { compileKernels } from '../../src/node/compile-kernels.ts';
import { openStripes } from '../../src/node/stripes.ts';
import { countPrototypes } from '../../src/weights/counts.ts';
import { median } from './match.ts';

/** A matrix whose prototypes are counted by this engine and by NumPy. */
export interface CountContest {
  readonly K: number;
  readonly D: number;
  /** `spread`: random directions, all unique. `collapsed`: copies, of which a tenth are different groups. */
  readonly kind: 'spread' | 'collapsed';
}

export const COUNT_CONTESTS: readonly CountContest[] = (['spread', 'collapsed'] as const).flatMap((kind) => [
  { K: 8192, D: 256, kind },
  { K: 65_536, D: 256, kind },
]);

export const countName = ({ K, D, kind }: CountContest) => `count/${K}x${D}/${kind}`;

/** Milliseconds of each turn, and the counts at each ε of EPSILONS. */
interface Counted {
  readonly milliseconds: readonly number[];
  readonly unique: readonly number[];
}

export interface CountOutcome extends CountContest {
  readonly threads: number;
  readonly ours: Counted;
  /** Absent without a Python that has NumPy. */
  readonly numpy?: Counted;
  /** Our time over NumPy's, the median over turns. */
  readonly ratio?: number;
}

const SCRIPT = fileURLToPath(new URL('./peers/count.py', import.meta.url));
/** Group centres, and the spread of copies around them. */
const GROUPS = 0.1;
const NOISE = 0.02;

function matrixOf({ K, D, kind }: CountContest): Float32Array {
  const source = random(K);
  if (kind === 'spread') return Float32Array.from({ length: K * D }, () => source.normal());
  const groups = Math.round(GROUPS * K);
  const centres = Float32Array.from({ length: groups * D }, () => source.normal());
  const rows = new Float32Array(K * D);
  for (let k = 0; k < K; k++) {
    const group = source.below(groups);
    const noise = NOISE * Math.exp(1.5 * source.normal());
    for (let d = 0; d < D; d++) rows[k * D + d] = centres[group * D + d] + noise * source.normal();
  }
  return rows;
}

/** Debian's own Python has Debian's packages. */
const PYTHONS = [process.env['PYTHON'], '/usr/bin/python3', 'python3'];
const findNumpy = () =>
  PYTHONS.find((python) => python && spawnSync(python, ['-c', 'import numpy']).status === 0);

/** Counts one matrix by both, in turns, on all processors. */
export async function countRun(
  contest: CountContest,
  turns: number,
  say: (line: string) => void,
): Promise<CountOutcome> {
  const { K, D } = contest;
  const threads = availableParallelism();
  const rows = matrixOf(contest);
  const stripes = await openStripes({ K, kernels: compileKernels, threads });
  const numpy = numpyCounter(rows, contest, threads);
  if (!numpy) say('no Python with NumPy (set PYTHON)');
  const ours: number[] = [];
  const theirs: number[] = [];
  let unique: number[] = [];
  let expected: readonly number[] = [];
  // the first turn warms both up
  for (let turn = 0; turn <= turns; turn++) {
    const begun = performance.now();
    const found = await countPrototypes(rows, K, D, { stripes });
    const took = performance.now() - begun;
    unique = EPSILONS.map((epsilon) => found.unique[found.epsilons.indexOf(epsilon)] ?? Number.NaN);
    const answer = await numpy?.count();
    if (answer) expected = answer.unique;
    if (turn === 0) continue;
    ours.push(took);
    if (answer) theirs.push(answer.milliseconds);
    say(`${countName(contest)}: ${took.toFixed(0)} ms, NumPy ${answer?.milliseconds.toFixed(0) ?? '-'} ms`);
  }
  for (const stripe of stripes) stripe.close();
  numpy?.close();
  const outcome = { ...contest, threads, ours: { milliseconds: ours, unique } };
  if (theirs.length === 0) return outcome;
  const ratio = median(ours.map((took, turn) => took / (theirs[turn] ?? Number.NaN)));
  return { ...outcome, numpy: { milliseconds: theirs, unique: expected }, ratio };
}

/** NumPy in a process of its own, with as many threads. */
function numpyCounter(rows: Float32Array, { K, D }: CountContest, threads: number) {
  const python = findNumpy();
  if (!python) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-count-'));
  const file = join(folder, 'rows.bin');
  writeFileSync(file, new Uint8Array(rows.buffer));
  const child = spawn(python, [SCRIPT, file, String(K), String(D)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    count: async (): Promise<{ milliseconds: number; unique: number[] }> => {
      child.stdin.write('count\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${python} ended before it had counted`);
      return JSON.parse(value);
    },
    close: () => {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}
