import { TroubleError, troubleOf } from '../base/errors.ts';
import type { StripePort } from '../census/stripe.ts';
import { groupsCsv } from '../export/groups-csv.ts';
import { npyRows } from '../export/npy-rows.ts';
import { bytesOf } from '../formats/bytes.ts';
import { countPrototypes } from '../weights/counts.ts';
import { drawnRows } from '../weights/drawn-rows.ts';
import { usedBy } from '../weights/images-use.ts';
import { openWeights } from '../weights/matrices.ts';
import { randomUnique } from '../weights/random-unique.ts';
import type { ChosenMatrix, InspectorJob, InspectorReport } from './inspector-messages.ts';
import { pageAddress } from './page-address.ts';
import { openGpuStripe, openStripeWorkers } from './stripes.ts';
import { servedWasm } from './wasm-files.ts';

// Does one job on a file of weights, so that the page's thread stays free. The page ends the worker afterwards, or
// earlier to cancel the job.

const post = (report: InspectorReport, transfer: readonly (ArrayBufferLike | undefined)[] = []) =>
  self.postMessage(report, { transfer: transfer.filter((each) => each instanceof ArrayBuffer) });

/** Posts each whole per cent of a stage once: the page renders each. */
function shares(doing: 'reading' | 'counting' | 'assigning'): (share: number) => void {
  let last = -1;
  return (share) => {
    const percent = Math.floor(100 * share);
    if (percent === last) return;
    last = percent;
    post({ type: 'stage', doing, share });
  };
}

self.onmessage = async ({ data: job }: MessageEvent<InspectorJob>) => {
  try {
    await run(job);
  } catch (thrown) {
    post({ type: 'failed', trouble: troubleOf(thrown, DOING[job.type], 'Open the file again') });
  }
};

const DOING = {
  list: 'opening the file',
  count: 'counting its prototypes',
  use: 'assigning the images',
  rows: 'writing its rows',
  groups: 'writing the groups',
} as const;

async function run(job: InspectorJob): Promise<void> {
  switch (job.type) {
    case 'list': {
      const { matrices, ...weights } = await openWeights(bytesOf(job.file), job.name);
      const words = matrices.map(({ key, K, D, dtype, why, turned }) => ({ key, K, D, dtype, why, turned }));
      post({ type: 'listed', weights: { ...weights, matrices: words } });
      return;
    }
    case 'count':
      await count(job.chosen);
      return;
    case 'use': {
      const { rows, K, D } = await read(job.chosen);
      const [first, second] = job.images.map((file) => ({ bytes: bytesOf(file), name: file.name }));
      if (!first) return;
      const options = { onProgress: shares('assigning') };
      const use = await usedBy([first, second], { values: rows, K, D }, options);
      post({ type: 'used', use });
      return;
    }
    case 'rows': {
      const { rows, D } = await read(job.chosen);
      const parts = [...npyRows(rows, D, job.keep)];
      post(
        { type: 'file', parts },
        parts.map(({ buffer }) => buffer),
      );
      return;
    }
    case 'groups':
      post({ type: 'file', parts: [...groupsCsv(job.columns)] });
  }
}

async function count(chosen: ChosenMatrix): Promise<void> {
  const { rows, K, D, gain } = await read(chosen);
  const drawn = drawnRows(rows, K, D);
  post({ type: 'drawn', rows: drawn, ...(gain && { gain }) }, [drawn.angles.buffer, drawn.places.buffer]);
  const { counts, stripes } = await counted(rows, K, D);
  const { epsilons, representatives, nearest, norms } = counts;
  post({ type: 'counted', counts }, [representatives.buffer, nearest.buffer, norms.buffer]);
  post({ type: 'random', random: await randomUnique(K, D, epsilons, { stripes }) });
  post({ type: 'done' });
}

/** The counts, by the GPU where that pays, and else or where it fails by workers. */
async function counted(rows: Float32Array, K: number, D: number) {
  const wasm = servedWasm(pageAddress());
  const on = async (stripes: readonly StripePort[]) => ({
    stripes,
    counts: await countPrototypes(rows, K, D, {
      stripes,
      onProgress: shares('counting'),
      onEstimate: (estimate) => post({ type: 'estimate', estimate }),
    }),
  });
  const gpu = await openGpuStripe(K, D, wasm);
  if (!gpu) return on(await openStripeWorkers(K, wasm));
  try {
    return await on(gpu);
  } catch (thrown) {
    if (!(thrown instanceof TroubleError && thrown.trouble.kind === 'device')) throw thrown;
    return on(await openStripeWorkers(K, wasm));
  }
}

/** The chosen matrix, [K, D], row by row. */
async function read({ file, name, matrix, turned }: ChosenMatrix) {
  const weights = await openWeights(bytesOf(file), name);
  const found = weights.matrices[matrix];
  if (!found)
    throw new TroubleError({
      kind: 'data',
      failed: 'The matrix is no longer in the file',
      why: 'The file changed after you opened it.',
      todo: 'Open it again.',
    });
  const asked = turned ? found.exchanged() : found;
  const rows = await asked.read({ onProgress: shares('reading') });
  return { rows, K: asked.K, D: asked.D, gain: await asked.gain?.() };
}
