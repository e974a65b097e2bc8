import { ended, type Trouble, TroubleError, troubleOf } from '../base/errors.ts';
import { localStripe } from './local-stripe.ts';
import type { PairShape, StripePort, Tile } from './stripe.ts';

// A stripe in a worker: each question has a number, and its answer the same one.

type Question =
  | { readonly ask: 'open'; readonly shape: PairShape }
  | { readonly ask: 'meet'; readonly tile: Tile }
  | { readonly ask: 'settle'; readonly tile: Tile; readonly words: BigUint64Array }
  | { readonly ask: 'distances'; readonly sample: Tile; readonly tile: Tile }
  | { readonly ask: 'end' };

/** To the worker: first the kernels, then questions. */
export type ToStripe =
  | { readonly kernels: WebAssembly.Module | undefined }
  | { readonly id: number; readonly question: Question };

/** From the worker. */
export type FromStripe =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly trouble: Trouble };

/** The worker's side: hears each message and posts each answer. */
export function stripeServer(post: (message: FromStripe) => void): (message: ToStripe) => Promise<void> {
  let port = localStripe(undefined);
  return async (message) => {
    if ('kernels' in message) {
      port = localStripe(message.kernels);
      return;
    }
    const { id, question } = message;
    try {
      post({ id, answer: await answerOf(port, question) });
    } catch (thrown) {
      post({ id, trouble: troubleOf(thrown, 'counting prototypes', 'Open the file again') });
    }
  };
}

function answerOf(port: StripePort, question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'open':
      return port.open(question.shape);
    case 'meet':
      return port.meet(question.tile);
    case 'settle':
      return port.settle(question.tile, question.words);
    case 'distances':
      return port.distances(question.sample, question.tile);
    case 'end':
      return port.end();
  }
}

/** A worker that serves one stripe. */
export interface StripeWorker {
  post(message: ToStripe): void;
  terminate(): void;
}

/** The asking side of a worker. */
export interface RemoteStripe extends StripePort {
  heard(message: FromStripe): void;
  /** Ends every question that waits, for a worker that stopped. */
  failed(why: string): void;
}

export function remoteStripe(worker: StripeWorker, kernels: WebAssembly.Module | undefined): RemoteStripe {
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  let lost: TroubleError | undefined;
  const ask = <T>(question: Question): Promise<T> =>
    new Promise((resolve, reject) => {
      if (lost) {
        reject(lost);
        return;
      }
      waiting.set(asked, { resolve, reject });
      worker.post({ id: asked, question });
      asked++;
    });
  const failed = (why: string) => {
    lost ??= new TroubleError({
      kind: 'crash',
      failed: 'A worker that counts prototypes stopped',
      why: ended(why),
      todo: 'Close other tabs and count again.',
    });
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };
  worker.post({ kernels });
  return {
    open: (shape) => ask({ ask: 'open', shape }),
    meet: (tile) => ask({ ask: 'meet', tile }),
    settle: (tile, words) => ask({ ask: 'settle', tile, words }),
    distances: (sample, tile) => ask({ ask: 'distances', sample, tile }),
    end: () => ask({ ask: 'end' }),
    close: () => {
      worker.terminate();
      failed('It was closed.');
    },
    heard: (message) => {
      const question = waiting.get(message.id);
      waiting.delete(message.id);
      // the caller of a question knows the type of its answer
      if ('trouble' in message) question?.reject(new TroubleError(message.trouble));
      else question?.resolve(message.answer as never);
    },
    failed,
  };
}
