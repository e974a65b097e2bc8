import { openGpu } from '../../src/node/gpu.ts';
import type { Question } from './contest.ts';

// One engine in Node, told what to do by the process that started it.

// engines look for WebGPU when they are loaded
await openGpu();
const { wasmFiles } = await import('../../src/node/wasm-files.ts');
const { contestant } = await import('./serve.ts');
const answer = contestant(wasmFiles());

// native devices would keep it behind a host that is gone
process.on('disconnect', () => process.exit());
process.on('message', ({ id, question }: { id: number; question: Question }) => {
  answer(question).then(
    (found) => process.send?.({ id, found }),
    (thrown: unknown) => process.send?.({ id, failure: String(thrown) }),
  );
});
