import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { drawCrop } from '../../src/views/crop.ts';

test('areas and ratios of crops fill their ranges', () => {
  const source = random(1);
  const box = new Float32Array(4);
  const areas: number[] = [];
  const ratios: number[] = [];
  for (let draw = 0; draw < 4000; draw++) {
    drawCrop({ least: 0.4, most: 1 }, source, 28, 28, box, 0);
    const [y1, x1, y2, x2] = box;
    expect(Math.min(y1, x1)).toBeGreaterThanOrEqual(0);
    expect(Math.max(y2, x2)).toBeLessThanOrEqual(1 + 1e-6);
    areas.push((y2 - y1) * (x2 - x1));
    ratios.push((x2 - x1) / (y2 - y1));
  }
  expect(Math.min(...areas)).toBeGreaterThan(0.4 - 1e-5);
  expect(Math.min(...areas)).toBeLessThan(0.41);
  expect(Math.max(...areas)).toBeGreaterThan(0.97);
  expect(Math.min(...ratios)).toBeGreaterThan(0.75 - 1e-5);
  expect(Math.max(...ratios)).toBeLessThan(4 / 3 + 1e-5);
  expect(Math.max(...ratios)).toBeGreaterThan(1.3);
});
