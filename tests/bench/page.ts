import type { Question } from './contest.ts';
import { adapterName } from './peer.ts';

// Starts workers and hands questions on to them.

type Reply = { readonly id: number; readonly found?: unknown; readonly failure?: string };

const workers = new Map<number, Worker>();
let questions = 0;

function enter(): number {
  const name = workers.size;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  workers.set(name, worker);
  return name;
}

function ask(name: number, question: Question): Promise<unknown> {
  const worker = workers.get(name);
  if (!worker) throw new Error(`no worker ${name}`);
  const id = questions++;
  return new Promise((resolve, reject) => {
    const hear = ({ data }: MessageEvent<Reply>) => {
      if (data.id !== id) return;
      worker.removeEventListener('message', hear);
      if (data.failure === undefined) resolve(data.found);
      else reject(new Error(data.failure));
    };
    worker.addEventListener('message', hear);
    worker.addEventListener('error', ({ message }) => reject(new Error(`the worker failed: ${message}`)));
    worker.postMessage({ id, question });
  });
}

const bench = {
  enter,
  ask,
  leave: (name: number) => workers.get(name)?.terminate(),
  adapter: () => adapterName().catch(() => undefined),
};

declare global {
  interface Window {
    bench?: typeof bench;
  }
}

window.bench = bench;
