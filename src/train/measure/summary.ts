import { EPSILONS } from '../../base/epsilons.ts';
import type { Summary } from '../../base/messages.ts';
import type { Cloud } from './cloud.ts';
import type { Evaluation } from './evaluate.ts';
import type { Reading } from './gauge.ts';

/** What a whole run has to say, from its last reading, evaluation and embeddings and what belongs to the run itself. */
export function summaryOf(
  reading: Reading,
  evaluation: Evaluation,
  cloud: Cloud,
  run: Pick<Summary, 'knnRandomInit' | 'knnRawPixels' | 'steps' | 'seconds' | 'backend'>,
): Summary {
  const byEpsilon = (shares: readonly number[]) =>
    Object.fromEntries(EPSILONS.map((epsilon, i) => [String(epsilon), shares[i]]));
  return {
    type: 'summary',
    unique: byEpsilon(reading.unique),
    used: reading.used,
    usedAndUnique: byEpsilon(reading.usedAndUnique),
    prototypeAccuracy: evaluation.prototypeAccuracy,
    dead: reading.dead,
    perplexity: reading.perplexity,
    uniformity: reading.uniformity,
    ceiling: byEpsilon(cloud.ceiling),
    effectiveRank: cloud.effectiveRank,
    knn: evaluation.knn,
    knnRandomInit: run.knnRandomInit,
    knnRawPixels: run.knnRawPixels,
    loss: reading.loss ?? Number.NaN,
    steps: run.steps,
    seconds: run.seconds,
    backend: run.backend,
  };
}
