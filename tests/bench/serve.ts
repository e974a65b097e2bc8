import type { WasmFiles } from '../../src/worker/wasm-files.ts';
import type { Answers, Question } from './contest.ts';
import { countGpu, counts, difference, resetCounts } from './counts.ts';
import { clockPasses } from './pass-clock.ts';
import type { OpenPeer, Peer, PeerName } from './peer.ts';
import { problemOf } from './problem.ts';

/** Each engine is loaded only where it runs. */
async function engine(name: PeerName): Promise<OpenPeer> {
  switch (name) {
    case 'ours':
      return (await import('./peers/ours.ts')).openOurs;
    case 'idiomatic':
      return (await import('./peers/idiomatic.ts')).openIdiomatic;
    case 'jax-js':
      return (await import('./peers/jax.ts')).openJax;
    default:
      throw new Error('PyTorch runs in Python');
  }
}

/** Answers questions about one engine, one after the other. */
export function contestant(files: WasmFiles): (question: Question) => Promise<Answers[keyof Answers]> {
  let peer: Peer | undefined;
  const opened = (): Peer => {
    if (!peer) throw new Error('no lane is open');
    return peer;
  };
  const clock = clockPasses();
  const answer = async (question: Question): Promise<Answers[keyof Answers]> => {
    switch (question.type) {
      case 'open': {
        if (question.backend === 'webgpu') {
          countGpu();
          clock.install();
        }
        const open = await engine(question.peer);
        peer = await open(await problemOf(question.config), question.backend, files);
        return { adapter: peer.adapter, software: peer.software };
      }
      case 'losses': {
        const losses: number[] = [];
        for (let i = 0; i < question.steps; i++) {
          opened().step();
          losses.push(await opened().loss());
        }
        return losses;
      }
      case 'count': {
        // some engines hand work over only when it is waited for: the wait at the end falls out of the difference
        const run = async (steps: number) => {
          await opened().loss();
          resetCounts();
          for (let i = 0; i < steps; i++) opened().step();
          await opened().loss();
          return counts();
        };
        const once = await run(question.steps);
        return difference(await run(2 * question.steps), once);
      }
      case 'time': {
        await opened().loss();
        const start = performance.now();
        for (let i = 0; i < question.steps; i++) opened().step();
        const asked = performance.now();
        await opened().loss();
        const end = performance.now();
        return { step: (end - start) / question.steps, asking: (asked - start) / question.steps };
      }
      case 'kernels': {
        await opened().loss();
        clock.start();
        for (let i = 0; i < question.steps; i++) opened().step();
        await opened().loss();
        const milliseconds = await clock.stop();
        return milliseconds === undefined ? undefined : milliseconds / question.steps;
      }
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return (question) => {
    const next = last.then(() => answer(question));
    last = next.catch(() => undefined);
    return next;
  };
}
