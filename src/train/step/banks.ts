import * as tf from '@tensorflow/tfjs';
import type { Values } from '../../base/knobs.ts';
import type { Random } from '../../base/random.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { type Lane, PROTOTYPES } from '../lane/lane.ts';
import type { Bank, Banks } from '../lane/state.ts';
import type { Embedded } from './embedding.ts';

/** Update (i) of Arteaga et al. 2026: every bank's prototypes learn from the teacher embeddings that meet them, where
 *  its estimator does so outside the loss. */
export function observed(
  lane: Lane,
  banks: Banks,
  embedded: readonly Embedded[],
  values: Values<Lane['estimator']['knobs']>,
  random: Random,
): Banks {
  const learned = ([address, bank]: [string, Bank]): [string, Bank] => {
    const meeting = embedded.filter(({ branch }) => branch.bank === address);
    const seen = meeting.map(({ seenByTeacher }) => seenByTeacher);
    const rows = seen.length > 1 ? tf.concat(seen, 0) : (seen[0] as tf.Tensor2D);
    const whitening = meeting[0]?.whitening;
    const { observe } = lane.estimator;
    const estimator = observe
      ? observe(lane.unit ? rows : normaliseRows(rows), bank.estimator, values, {
          random: random.fork(address === PROTOTYPES ? 'prototypes' : address),
          positions: meeting.every(({ branch }) => branch.rows === 'patches') ? lane.patches : 1,
        })
      : bank.estimator;
    return [address, { estimator, ...(whitening ? { whitening } : {}) }];
  };
  return Object.fromEntries(Object.entries(banks).map(learned));
}
