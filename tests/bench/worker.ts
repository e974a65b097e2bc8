import { servedWasm } from '../../src/worker/wasm-files.ts';
import type { Question } from './contest.ts';
import { contestant } from './serve.ts';

// One engine in the browser.

const answer = contestant(servedWasm(new URL('/', self.location.href).href));

self.onmessage = ({ data }: MessageEvent<{ id: number; question: Question }>) => {
  answer(data.question).then(
    (found) => self.postMessage({ id: data.id, found }),
    (thrown: unknown) => self.postMessage({ id: data.id, failure: String(thrown) }),
  );
};
