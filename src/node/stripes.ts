import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { localStripe } from '../census/local-stripe.ts';
import { type FromStripe, remoteStripe, type ToStripe } from '../census/remote-stripe.ts';
import type { StripePort } from '../census/stripe.ts';
import { compiledKernels, type SimdBuild } from '../math/kernel/kernel-build.ts';

/** Rows below which the start of a thread takes longer than the count. */
const FEW = 4096;

interface StripeOptions {
  readonly K: number;
  /** Bytes of a build of the kernels. */
  readonly kernels: (build: SimdBuild) => Promise<BufferSource>;
  readonly threads?: number;
}

/** Threads of Node that share the count of K rows. A caller closes each. */
export async function openStripes({ K, kernels, threads }: StripeOptions): Promise<readonly StripePort[]> {
  const module = await compiledKernels(kernels);
  const wanted = threads ?? (K < FEW ? 1 : availableParallelism());
  if (wanted === 1) return [localStripe(module)];
  return Array.from({ length: wanted }, () => opened(module));
}

/** Starts this file's neighbour from its TypeScript source, which a thread cannot read without tsx. */
const FROM_SOURCE =
  "const { workerData } = require('node:worker_threads'); import('tsx/esm/api').then(({ tsImport }) => tsImport(workerData, workerData));";

function opened(module: WebAssembly.Module | undefined): StripePort {
  const worker = import.meta.url.endsWith('.ts')
    ? new Worker(FROM_SOURCE, {
        eval: true,
        workerData: new URL('./stripe-thread.ts', import.meta.url).href,
      })
    : // flags of this process, such as those of node -e, are not for a thread
      new Worker(new URL('./stripe-thread.js', import.meta.url), { execArgv: [] });
  // a count that is over must not keep the process
  worker.unref();
  const stripe = remoteStripe(
    {
      post: (message: ToStripe) => worker.postMessage(message),
      terminate: () => void worker.terminate(),
    },
    module,
  );
  worker.on('message', (message: FromStripe) => stripe.heard(message));
  worker.on('error', (error) => stripe.failed(error instanceof Error ? error.message : String(error)));
  return stripe;
}
