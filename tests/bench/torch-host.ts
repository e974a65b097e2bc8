import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answers, Contestant, Questions } from './contest.ts';
import type { TorchMode } from './peer.ts';
import { type Problem, partition, problemOf } from './problem.ts';

const PYTHONS = [process.env['PYTHON'], 'python3', '/usr/bin/python3'];
const SCRIPT = fileURLToPath(new URL('./peers/pytorch.py', import.meta.url));
const ORDERS = 16;

/** A Python that has torch. */
export function findTorch(): string | undefined {
  return PYTHONS.find((python) => python && spawnSync(python, ['-c', 'import torch']).status === 0);
}

/** A script that moves the lane of `SCRIPT`, its first argument, to the GPU, and how it runs there. */
export interface OnGpu {
  readonly script: string;
  readonly mode: TorchMode;
}

/** PyTorch as a contestant: on one thread of the processor, or on the GPU. */
export async function torchContestant(
  python: string,
  config: Problem['config'],
  gpu?: OnGpu,
): Promise<Contestant> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-torch-'));
  write(folder, await problemOf(config));
  const child = spawn(python, [...(gpu ? [gpu.script] : []), SCRIPT, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      MKL_NUM_THREADS: '1',
      ...(gpu && { TORCH_MODE: gpu.mode }),
    },
  });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.on('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`${python} ended with ${code}`));
  });
  return {
    ask: async <N extends keyof Questions>(type: N, question: Questions[N]) => {
      const line = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
      child.stdin.write(`${JSON.stringify({ type, ...question })}\n`);
      return JSON.parse(await line) as Answers[N];
    },
    close: async () => {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** problem.json, with every array of floats as a place in floats.bin. */
function write(folder: string, problem: Problem): void {
  const parts: Float32Array[] = [];
  let length = 0;
  const placed = (values: Float32Array) => {
    const at = length;
    parts.push(values);
    length += values.length;
    return at;
  };
  const { height, width, channels } = problem.shape;
  const plain = {
    ...problem,
    weights: problem.weights.map(({ values, ...rest }) => ({ ...rest, at: placed(values) })),
    images: problem.images.map((values) => ({
      shape: [problem.rows, height, width, channels],
      at: placed(values),
    })),
    // the first are those of the other engines; later they go round, since what they cost is the same
    orders: Array.from({ length: ORDERS }, (_, step) => Array.from(partition(problem, step))),
  };
  const floats = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    floats.set(part, at);
    at += part.length;
  }
  writeFileSync(join(folder, 'floats.bin'), new Uint8Array(floats.buffer));
  writeFileSync(join(folder, 'problem.json'), JSON.stringify(plain));
}
