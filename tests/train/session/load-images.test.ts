import { expect, test } from 'vitest';
import { checked } from '../../../src/train/lane/menu.ts';
import { loadImages } from '../../../src/train/session/load-images.ts';
import { recorded, TINY } from './host.ts';

test('images are loaded as the dataset’s knobs ask, and the progress is posted', async () => {
  const { host, of } = recorded();
  const { train, test: held } = await loadImages(checked({ ...TINY, 'mnist.imbalance': 100 }), host);
  expect(train.count).toBeLessThan(10_000);
  expect(held.count).toBe(2_000);
  const phases = of('phase');
  expect(new Set(phases.map(({ phase }) => phase))).toEqual(new Set(['loading']));
  expect(phases[0].doing).toBe('Loading MNIST, 0%');
  expect(phases.at(-1)?.doing).toBe('Loading MNIST, 100%');
});
