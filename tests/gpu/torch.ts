import { fileURLToPath } from 'node:url';
import { runForJson } from './children.ts';

/** PyTorch on the GPU. */
export const TORCH = fileURLToPath(new URL('./torch_cuda.py', import.meta.url));
export const PYTHON = process.env['PYTHON'] || 'python3';

/** Asks torch_cuda.py one question, which it answers in JSON. */
export const askTorch = (args: readonly string[], seconds: number) =>
  runForJson(PYTHON, [TORCH, ...args], { seconds });
