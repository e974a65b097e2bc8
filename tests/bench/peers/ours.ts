import * as tf from '@tensorflow/tfjs';
import { TroubleError } from '../../../src/base/errors.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { freeObservation, lossOf, type Observation } from '../../../src/train/step/observation.ts';
import { step } from '../../../src/train/step/step.ts';
import { Backends } from '../../../src/worker/backends.ts';
import type { OpenPeer } from '../peer.ts';
import { stepRandom } from '../problem.ts';

/** Those of this process or worker, for every contest in it. */
let opened: Backends | undefined;

/** This project's engine, through the functions its sessions call. */
export const openOurs: OpenPeer = async (problem, backend, files) => {
  opened ??= new Backends(files);
  const { adapter, software } = await opened.open(backend, (trouble) => {
    throw new TroubleError(trouble);
  });
  const config = checked(problem.config);
  const { height, width, channels } = problem.shape;
  const images = problem.images.map((values) => tf.tensor4d(values, [problem.rows, height, width, channels]));
  let { lane, state } = openLane(config, problem.shape);
  let seen: Observation | undefined;
  const random = stepRandom();
  return {
    adapter,
    software,
    step: () => {
      free(seen);
      const batch = images[state.step % images.length] as tf.Tensor4D;
      const next = step(lane, state, batch, config, random);
      state = next.state;
      seen = next.seen;
    },
    loss: async () => {
      if (!seen) throw new Error('no step yet');
      return lossOf(seen);
    },
  };
};

function free(seen: Observation | undefined): void {
  if (seen) freeObservation(seen);
}
