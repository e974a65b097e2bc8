import { EPSILONS } from '../../base/epsilons.ts';
import { unmeasured, type When } from '../../base/measure-row.ts';
import { type Measured, RESULTS, type Results } from '../../base/measures.ts';
import type { Summary } from '../../base/messages.ts';
import type { Evaluation } from './evaluate.ts';
import type { GaugeReading } from './gauge.ts';

/** The summary of a run, from its last reading, evaluation and end. `run` adds the facts of the run itself. */
export function summaryOf(
  reading: GaugeReading,
  evaluation: Evaluation,
  end: Measured<'end'>,
  run: Pick<Summary, 'knnRandomInit' | 'knnUntrained' | 'knnRawPixels' | 'steps' | 'seconds' | 'backend'>,
): Summary {
  const { loss, ...results } = resultsOf({ ...reading, ...evaluation, ...end });
  const { steps, seconds, backend, ...references } = run;
  // files keep the order that they always had: the loss stands behind the k-NN and its references
  return { type: 'summary', ...results, ...references, loss, steps, seconds, backend };
}

/** The numbers that a run ended with. Not every run has those of patches, or took a step. */
type Last = Partial<Measured<Exclude<When, 'schedule'>>>;

function resultsOf(last: Last): Results {
  const entries = RESULTS.map((row) => {
    const value = last[row.id] ?? unmeasured(row);
    return [row.id, typeof value === 'number' ? value : byEpsilon(value)] as const;
  });
  return Object.fromEntries(entries) as Results;
}

const byEpsilon = (shares: readonly number[]): Record<string, number> =>
  Object.fromEntries(shares.map((share, i) => [String(EPSILONS[i]), share]));
