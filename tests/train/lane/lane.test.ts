import { beforeAll, expect, test } from 'vitest';
import { parametersOf, segmentAt } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

beforeAll(() => onBackend('cpu'));

test('weights are found by address, and counted without running statistics', () => {
  const { lane, state } = openLane(checked({ ...TINY, prototypes: 'fixed' }), {
    height: 8,
    width: 8,
    channels: 1,
  });
  expect(segmentAt(lane, 'encoder/dense1/kernel').shape).toEqual([64, 16]);
  expect(() => segmentAt(lane, 'encoder/dense9/kernel')).toThrow('no weight at encoder/dense9/kernel');
  // two encoder layers and the head's first, each with scale and shift; the head's second with a bias
  expect(parametersOf(lane)).toBe(64 * 16 + 32 + 2 * (16 * 16 + 32) + 16 * 8 + 8);
  release(state);
});
