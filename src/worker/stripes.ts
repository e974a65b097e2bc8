import { gpuStripe } from '../census/gpu-stripe.ts';
import { localStripe } from '../census/local-stripe.ts';
import { remoteStripe, type ToStripe } from '../census/remote-stripe.ts';
import type { StripePort } from '../census/stripe.ts';
import { compiledKernels } from '../math/kernel/kernel-build.ts';
import { deviceOf, probeWebGPU } from './adapter.ts';
import type { WasmFiles } from './wasm-files.ts';

/** Rows below which the start of a worker takes longer than the count. */
const FEW = 4096;

/** Pairs times D below which a GPU's start takes longer than the count: about a second of two cores. */
const SHORT = 2 ** 36;

/** The GPU as the one stripe of a long count; undefined without one that is real, or without SIMD. */
export async function openGpuStripe(
  K: number,
  D: number,
  { kernels }: WasmFiles,
): Promise<readonly StripePort[] | undefined> {
  if ((K ** 2 / 2) * D < SHORT) return undefined;
  const { adapter, software } = await probeWebGPU();
  const module = adapter && !software ? await compiledKernels(kernels) : undefined;
  if (!adapter || !module) return undefined;
  // without a device the workers count
  const device = await deviceOf(adapter).catch(() => undefined);
  return device && [gpuStripe(device, module)];
}

/** Workers of this worker that share the count of K rows, one a core. They end with it. */
export async function openStripeWorkers(K: number, { kernels }: WasmFiles): Promise<readonly StripePort[]> {
  const module = await compiledKernels(kernels);
  const threads = K < FEW ? 1 : Math.max(1, navigator.hardwareConcurrency);
  if (threads === 1) return [localStripe(module)];
  return Array.from({ length: threads }, () => opened(module));
}

function opened(module: WebAssembly.Module | undefined): StripePort {
  const worker = new Worker(new URL('./stripe-thread.ts', import.meta.url), { type: 'module' });
  const stripe = remoteStripe(
    {
      post: (message: ToStripe) => worker.postMessage(message),
      terminate: () => worker.terminate(),
    },
    module,
  );
  worker.onmessage = ({ data }) => stripe.heard(data);
  worker.onerror = (event) => {
    event.preventDefault();
    stripe.failed(event.message || 'Its script did not load.');
  };
  return stripe;
}
