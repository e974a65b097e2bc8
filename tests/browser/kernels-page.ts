import * as tf from '@tensorflow/tfjs';
import { said } from '../../src/base/errors.ts';
import type { BackendInfo, BackendName } from '../../src/base/messages.ts';
import { random } from '../../src/base/random.ts';
import { type OracleCase, oracleError } from '../../src/oracle/cases.ts';
import { catalogue, checked } from '../../src/train/lane/menu.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { lossOf } from '../../src/train/step/observation.ts';
import { step } from '../../src/train/step/step.ts';
import { Backends } from '../../src/worker/backends.ts';
import { measureShared } from '../../src/worker/shared-measurement.ts';
import { servedWasm } from '../../src/worker/wasm-files.ts';
import { CENSUS_CHECKS, censusError } from '../census/census-check.ts';
import { mixtureError } from '../math/estimators/mixture-check.ts';
import { kernelError } from '../math/kernel/kernel-check.ts';
import { KERNEL_CHECKS } from '../math/kernel/kernels-check.ts';
import cases from '../oracle/official-losses.json';
import edges from '../oracle/sinkhorn-edges.json';

// The checks of the Node tests on cpu and wasm, on a backend that only a browser has.

// Odd numbers of fours: a software adapter compiles each product for its sizes, and in blocks of four columns this
// takes half as long as in blocks of eight.
const TINY = {
  encoder: 'conv',
  'conv.width': 8,
  'head.hidden': 20,
  'carp.partition_size': 4,
  // clusters that forget faster amplify rounding beyond the bound within three steps
  'spherical.eta': 0.9,
  K: 12,
  D: 12,
  batch: 4,
  steps: 10,
};

const VIT = { encoder: 'vit', 'vit.patch': 4, 'vit.width': 20 };

async function losses(method: string, prototypes: string): Promise<number[]> {
  const patchy = catalogue.shelves.method.find(({ id }) => id === method)?.needs === 'patches';
  const config = checked({ ...TINY, ...(patchy ? VIT : {}), method, prototypes });
  let { lane, state } = openLane(config, { height: 12, width: 12, channels: 1 });
  const found: number[] = [];
  for (let i = 0; i < 3; i++) {
    const source = random(7).fork(`images ${i}`);
    const values = Float32Array.from({ length: 8 * 144 }, () => source.uniform());
    const next = step(lane, state, tf.tensor4d(values, [8, 12, 12, 1]), config, random(1));
    state = next.state;
    found.push(await lossOf(next.seen));
  }
  return found;
}

const backends = new Backends(servedWasm('/'));

const checks = {
  hasAdapter: async () => Boolean(await navigator.gpu?.requestAdapter()),
  open: (name: BackendName): Promise<BackendInfo> =>
    backends.open(name, (trouble) => console.error(said(trouble))),
  kernels: async () => {
    const errors: Record<string, number> = {};
    for (const check of KERNEL_CHECKS) errors[check.name] = await kernelError(check);
    return errors;
  },
  census: async () => {
    const errors: Record<string, number> = {};
    for (const check of CENSUS_CHECKS) errors[`census: ${check.name}`] = await censusError(check, 'still');
    return errors;
  },
  mixture: () => mixtureError(0.95, 1, 1),
  oracle: async () => {
    const errors: Record<string, number> = {};
    for (const [name, given] of Object.entries<OracleCase>({ ...cases, ...edges })) {
      const error = await oracleError(given);
      if (error !== undefined) errors[name] = error;
    }
    return errors;
  },
  losses: async () => {
    const found: Record<string, number[]> = {};
    for (const { id: method } of catalogue.shelves.method)
      for (const { id: prototypes } of catalogue.shelves.prototypes)
        found[`${method} ${prototypes}`] = await losses(method, prototypes);
    return found;
  },
  backend: () => tf.getBackend(),
  /** The outcome of sharing measurements that would all give `value` here. */
  share: (keys: readonly string[], value: number) =>
    measureShared(
      keys.map((key) => ({
        key,
        measure: async () => {
          await new Promise((resolve) => setTimeout(resolve, 400));
          return value;
        },
      })),
    ),
};

export type Checks = typeof checks;

declare global {
  interface Window {
    checks?: Checks;
  }
}

window.checks = checks;
