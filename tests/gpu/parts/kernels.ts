import * as tf from '@tensorflow/tfjs';
import { oracleError } from '../../../src/oracle/cases.ts';
import { CENSUS_CHECKS, censusError } from '../../census/census-check.ts';
import { mixtureError } from '../../math/estimators/mixture-check.ts';
import { KERNEL_CHECKS } from '../../math/kernel/kernels-check.ts';
import cases from '../../oracle/official-losses.json' with { type: 'json' };
import edges from '../../oracle/sinkhorn-edges.json' with { type: 'json' };
import { useBackend } from '../device.ts';
import { relativeError } from '../numbers.ts';
import type { PartRecord } from '../record.ts';

/** A comparison with numbers that are known to be right. */
export interface Judged {
  /** Relative to the largest magnitude. */
  readonly error: number;
}

/** A quick run takes every so many checks. */
const QUICK = 6;
/** Seconds that are kept back for what follows the kernels. */
const REST = 5;

type Values = ArrayLike<number>[] | Error;

/** Every kernel on WebGPU against plain ops on the CPU; census, mixture and the authors' numbers. */
export async function kernels(record: PartRecord): Promise<void> {
  const checks = KERNEL_CHECKS.filter((_, i) => !record.quick || i % QUICK === 0);
  const all = async (which: 'ours' | 'plain') => {
    const found = new Map<string, Values>();
    for (const { name, run } of checks) {
      if (record.left < REST) break;
      record.turnTo(`${name}, ${which}`);
      try {
        const made = tf.tidy(run);
        found.set(name, await Promise.all(made[which].map((tensor) => tensor.data())));
        tf.dispose([made.ours, made.plain]);
      } catch (thrown) {
        found.set(name, thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    }
    return found;
  };
  await useBackend('cpu', record);
  const references = await all('plain');
  record.say(`${references.size} references on the CPU`);
  await useBackend('webgpu', record);
  const own = await all('ours');
  for (const { name } of checks) await record.item(name, () => compared(own.get(name), references.get(name)));
  for (const check of CENSUS_CHECKS.slice(0, record.quick ? 1 : undefined))
    await record.item(`census: ${check.name}`, async () => ({ error: await censusError(check, 'still') }));
  if (!record.quick) await record.item('mixture', async () => ({ error: await mixtureError(0.95, 1, 1) }));
  for (const [name, given] of Object.entries({ ...cases, ...edges }).slice(0, record.quick ? 1 : undefined))
    await record.item(`oracle: ${name}`, async () => {
      const error = await oracleError(given);
      return error === undefined ? { skipped: 'a case that this engine does not know' } : { error };
    });
}

function compared(got: Values | undefined, want: Values | undefined): Judged | { readonly skipped: string } {
  if (!got || !want) return { skipped: 'no time left' };
  if (got instanceof Error) throw got;
  if (want instanceof Error) throw want;
  if (got.length !== want.length) throw new Error(`${got.length} tensors against ${want.length}`);
  return { error: Math.max(0, ...got.map((values, i) => relativeError(values, want[i]))) };
}
