import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release, teacherOf, weightsOf } from '../../../src/train/lane/state.ts';
import { embedGlobalViews } from '../../../src/train/step/embedding.ts';
import { constantsOf, score, scoreKept } from '../../../src/train/step/scores.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

test.each(['joint', 'fixed'])(
  'embeddings that were kept score by %s prototypes as the teacher’s own do',
  async (prototypes) => {
    await onBackend('cpu');
    const { K, batch } = TINY;
    const config = checked({ ...TINY, method: 'dino', prototypes });
    const { lane, state } = openLane(config, { height: 8, width: 8, channels: 1 });
    const [stacked, teacher, student, kept] = tf.tidy(() => {
      const images = tf.randomUniform<tf.Rank.R4>([2 * batch, 8, 8, 1], 0, 1, 'float32', 3);
      const own = teacherOf(lane, state);
      const net = weightsOf(lane, state, 'student');
      const [views] = embedGlobalViews(lane, state, own, net, images, undefined).embedded;
      const constants = constantsOf(lane, state.banks);
      expect(constants.get(PROTOTYPES) === undefined).toBe(prototypes === 'joint');
      const found = score(lane, views, constants);
      return [found.stacked, found.teacher, found.student, scoreKept(lane, views.teacher, constants, own)];
    });
    expect(stacked.shape).toEqual([4 * batch, K]);
    expect(teacher.shape).toEqual([2 * batch, K]);
    const rows = await stacked.data();
    expect(await teacher.data()).toEqual(rows.slice(0, 2 * batch * K));
    expect(await student.data()).toEqual(rows.slice(2 * batch * K));
    const [again, before] = [await kept.data(), await teacher.data()];
    again.forEach((value, i) => {
      expect(value).toBeCloseTo(before[i], 5);
    });
    tf.dispose([stacked, teacher, student, kept]);
    release(state);
  },
);
