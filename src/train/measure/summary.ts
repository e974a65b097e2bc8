import { EPSILONS } from '../../base/epsilons.ts';
import type { When } from '../../base/measure-row.ts';
import { type Measured, RESULTS, type Results } from '../../base/measures.ts';
import type { Summary } from '../../base/messages.ts';
import type { Cloud } from './cloud.ts';
import type { Evaluation } from './evaluate.ts';
import type { GaugeReading } from './gauge.ts';

/** The summary of a run, from its last reading, evaluation and cloud. `run` adds the facts of the run itself. */
export function summaryOf(
  reading: GaugeReading,
  evaluation: Evaluation,
  cloud: Cloud,
  run: Pick<Summary, 'knnRandomInit' | 'knnUntrained' | 'knnRawPixels' | 'steps' | 'seconds' | 'backend'>,
): Summary {
  const last = { ...reading, ...evaluation, ...cloud, loss: reading.loss ?? Number.NaN };
  const { loss, ...results } = resultsOf(last);
  const { steps, seconds, backend, ...references } = run;
  // files keep the order that they always had: the loss stands behind the k-NN and its references
  return { type: 'summary', ...results, ...references, loss, steps, seconds, backend };
}

function resultsOf(last: Measured<Exclude<When, 'schedule'>>): Results {
  const entries = RESULTS.map(({ id }) => {
    const value = last[id];
    return [id, typeof value === 'number' ? value : byEpsilon(value)] as const;
  });
  return Object.fromEntries(entries) as Results;
}

const byEpsilon = (shares: readonly number[]): Record<string, number> =>
  Object.fromEntries(EPSILONS.map((epsilon, i) => [String(epsilon), shares[i]]));
