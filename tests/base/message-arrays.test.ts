import { expect, test } from 'vitest';
import { buffersOf, pictureBy } from '../../src/base/message-arrays.ts';
import type { Inspection, Portrait } from '../../src/base/messages.ts';

test('the memory of every array moves, at any depth', () => {
  const portrait: Portrait = {
    type: 'portrait',
    step: 3,
    prototype: 1,
    cosines: Float32Array.of(1),
    images: {
      count: 1,
      height: 1,
      width: 1,
      channels: 1,
      classes: 10,
      pixels: Uint8Array.of(7),
      labels: Uint8Array.of(2),
    },
    likeness: Float32Array.of(0.5),
    searched: 1,
  };
  const { cosines, images, likeness } = portrait;
  expect(buffersOf(portrait)).toEqual(
    [cosines, images.pixels, images.labels, likeness].map((array) => array.buffer),
  );
});

test('memory that two arrays share moves once', () => {
  const all = new Uint16Array(8);
  const report: Inspection = {
    type: 'inspection',
    step: 0,
    representatives: all.subarray(4),
    nearest: new Float32Array(all.buffer, 0, 2),
  };
  expect(buffersOf(report)).toEqual([all.buffer]);
});

test('a report of numbers and words moves nothing', () => {
  expect(buffersOf({ type: 'pulse', step: 1, tensors: 2, bytes: 3 })).toEqual([]);
  expect(buffersOf({ type: 'gone' })).toEqual([]);
  expect(buffersOf({ type: 'phase', phase: 'running' })).toEqual([]);
});

test('a picture is made of all of its arrays', () => {
  expect(pictureBy((name) => name.length)).toEqual({ places: 6, wins: 4, cloud: 5 });
});
