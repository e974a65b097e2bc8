import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import type { ImageShape } from '../../src/encoders/encoder.ts';
import { checked, runValues } from '../../src/train/lane/menu.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { freeObservation, lossOf, type Observation } from '../../src/train/step/observation.ts';
import { step } from '../../src/train/step/step.ts';

export type Given = Readonly<Record<string, string | number>>;

/** A lane that trains on noise, through the functions that sessions call. */
export interface NoiseLane {
  /** Asks for the next step; it need not be done on return. */
  step(): void;
  /** The last step's loss, once that step is done. */
  loss(): Promise<number>;
  close(): void;
}

/** Batches of noise that the steps take in turn. */
const BATCHES = 4;

export function openNoiseLane(given: Given, { height, width }: Omit<ImageShape, 'channels'>): NoiseLane {
  const config = checked(given);
  const opened = openLane(config, { height, width, channels: 1 });
  let { state } = opened;
  const rows = 2 * runValues(config).batch;
  const images = Array.from({ length: BATCHES }, (_, at) => {
    const source = random(7).fork(`images ${at}`);
    const values = Float32Array.from({ length: rows * height * width }, () => source.uniform());
    return tf.tensor4d(values, [rows, height, width, 1]);
  });
  let seen: Observation | undefined;
  const forget = () => {
    if (seen) freeObservation(seen);
    seen = undefined;
  };
  return {
    step: () => {
      forget();
      const next = step(opened.lane, state, images[state.step % BATCHES], config, random(1));
      state = next.state;
      seen = next.seen;
    },
    loss: async () => {
      if (!seen) throw new Error('no step yet');
      return lossOf(seen);
    },
    close: () => {
      forget();
      tf.dispose(images);
    },
  };
}

/** Losses of the first steps. */
export async function lossesOf(
  config: Given,
  shape: Omit<ImageShape, 'channels'>,
  steps: number,
): Promise<number[]> {
  const lane = openNoiseLane(config, shape);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    lane.step();
    losses.push(await lane.loss());
  }
  lane.close();
  return losses;
}
