import * as tf from '@tensorflow/tfjs';
import { Census } from '../../census/census.ts';
import type { Lane } from '../lane/lane.ts';
import { prototypesOf, type State } from '../lane/state.ts';
import type { Rest } from './evaluate.ts';

/** Milliseconds of counting between two rests. */
const SLICE = 50;

/** Unique prototypes among the occupied ones, over K, per ε. `occupied` [K] is 1 where a prototype has an image, and
 *  `now` is in milliseconds. */
export async function occupiedAndUnique(
  lane: Lane,
  state: State,
  occupied: Uint8Array,
  now: () => number,
  rest: Rest,
): Promise<number[]> {
  const picks = Int32Array.from(occupied.keys()).filter((k) => occupied[k] === 1);
  const rows = tf.tidy(() => tf.gather(prototypesOf(lane, state), tf.tensor1d(picks, 'int32')));
  const census = new Census(rows, [], state.step);
  while (!census.done) {
    await census.advance(SLICE, now);
    await rest();
  }
  const { unique } = census.collapse();
  census.dispose();
  return unique.map((count) => count / occupied.length);
}
