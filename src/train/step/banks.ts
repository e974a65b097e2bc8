import * as tf from '@tensorflow/tfjs';
import type { Values } from '../../base/knobs.ts';
import type { Random } from '../../base/random.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { type Lane, PROTOTYPES } from '../lane/lane.ts';
import type { Bank, Banks } from '../lane/state.ts';
import type { Embedded } from './embedding.ts';

/**
 * Update (i) of Arteaga et al. 2026: the prototypes of every bank learn from the teacher embeddings that meet them,
 * where their estimator learns outside the loss.
 */
export function observe(
  lane: Lane,
  banks: Banks,
  embedded: readonly Embedded[],
  values: Values<Lane['estimator']['knobs']>,
  random: Random,
): Banks {
  const learned = ([address, { estimator }]: [string, Bank]): [string, Bank] => {
    const meeting = embedded.filter(({ branch }) => branch.bank === address);
    const whitening = meeting[0]?.whitening;
    const next = lane.estimator.observe?.(unitRowsOf(lane, meeting), estimator, values, {
      random: random.fork(address === PROTOTYPES ? 'prototypes' : address),
      positions: meeting.every(({ branch }) => branch.rows === 'patches') ? lane.patches : 1,
    });
    return [address, { estimator: next ?? estimator, ...(whitening ? { whitening } : {}) }];
  };
  return Object.fromEntries(Object.entries(banks).map(learned));
}

/** The teacher's embeddings of several branches at unit length, [n, D]. */
function unitRowsOf(lane: Lane, embedded: readonly Embedded[]): tf.Tensor2D {
  const parts = embedded.map(({ teacher }) => teacher);
  const rows = parts.length > 1 ? tf.concat(parts, 0) : parts[0];
  return lane.unit ? rows : normaliseRows(rows);
}
