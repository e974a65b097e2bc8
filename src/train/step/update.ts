import type * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import type { Gradients } from '../../math/update/gradients.ts';
import { normaliseSegment } from '../../math/update/pack.ts';
import { type Lane, segmentAt } from '../lane/lane.ts';
import { runValues, valuesOf } from '../lane/menu.ts';
import type { State } from '../lane/state.ts';
import { learningRate, prototypeLearningRate, teacherMomentum, weightDecay } from './schedules.ts';

/** The pack [4, N] after the optimiser moved the student and, in the same kernel, its moving average followed. */
export function update(lane: Lane, state: State, gradients: Gradients, config: RunConfig): tf.Tensor2D {
  const { optimizer, layout } = lane;
  const lr = learningRate(state.step, config);
  const prototypeLr = prototypeLearningRate(state.step, config);
  const decay = weightDecay(state.step, config);
  const options = {
    gradients,
    layout,
    blocks: state.blocks,
    rates: layout.segments.map(({ address }) => ({
      lr: address in state.banks ? prototypeLr : lr,
      decay: lane.decays.has(address) ? decay : 0,
    })),
    clip: runValues(config).clip_grad,
    count: state.step + 1,
    momentum: teacherMomentum(state.step, config),
  };
  return optimizer.update(state.pack, options, valuesOf(config, optimizer.knobs, optimizer.id));
}

/** The pack with the student's prototypes in the banks at these addresses back at unit length, where the method keeps
 *  them so. */
export function settle(lane: Lane, pack: tf.Tensor2D, banks: readonly string[]): tf.Tensor2D {
  if (lane.method.normalisation !== 'after' || !lane.estimator.learned) return pack;
  return banks.reduce((settled, bank) => normaliseSegment(settled, segmentAt(lane, bank)), pack);
}
