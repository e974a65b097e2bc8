import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { drawFlip } from '../../src/views/flip.ts';

test('half of the boxes are mirrored, none when turned off', () => {
  const source = random(1);
  let mirrored = 0;
  for (let draw = 0; draw < 2000; draw++) {
    const box = Float32Array.of(0, 0.1, 1, 0.9);
    drawFlip({ flip: true }, source, box, 0);
    if (box[1] > box[3]) mirrored++;
    const kept = Float32Array.of(0, 0.1, 1, 0.9);
    drawFlip({ flip: false }, source, kept, 0);
    expect(kept[1]).toBeLessThan(kept[3]);
  }
  expect(Math.abs(mirrored - 1000)).toBeLessThan(100);
});
