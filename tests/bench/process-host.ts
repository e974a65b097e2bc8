import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openGpu } from '../../src/node/gpu.ts';
import type { Answers, Contestant, Host, Questions } from './contest.ts';
import { adapterName } from './peer.ts';

/** The program of an engine's process. */
export const PROCESS = new URL('./process.ts', import.meta.url);

type Reply = { readonly id: number; readonly found?: unknown; readonly failure?: string };

/** Node with the package `webgpu`: no browser needed, one process an engine. */
export async function processHost(): Promise<Host> {
  await openGpu();
  return {
    name: `Node ${process.version}, package webgpu`,
    adapter: () => adapterName().catch(() => undefined),
    enter: async () => enter(),
    close: async () => undefined,
  };
}

function enter(): Contestant {
  const child = fork(fileURLToPath(PROCESS), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    // the engines' greetings do not belong into the results
    stdio: ['ignore', 'ignore', process.env['BENCH_LOUD'] ? 'inherit' : 'ignore', 'ipc'],
  });
  const waiting = new Map<number, { resolve: (found: unknown) => void; reject: (error: Error) => void }>();
  let questions = 0;
  child.on('message', ({ id, found, failure }: Reply) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (failure === undefined) waiter?.resolve(found);
    else waiter?.reject(new Error(failure));
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended with ${signal ?? code}`));
    waiting.clear();
  });
  return {
    ask: <N extends keyof Questions>(type: N, question: Questions[N]) =>
      new Promise<Answers[N]>((resolve, reject) => {
        const id = questions++;
        waiting.set(id, { resolve: (found) => resolve(found as Answers[N]), reject });
        child.send({ id, question: { type, ...question } });
      }),
    close: async () => {
      child.kill();
    },
  };
}
