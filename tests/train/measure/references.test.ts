import { expect, test } from 'vitest';
import { readPacked } from '../../../src/node/mnist-pack.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { evaluationSplit } from '../../../src/train/measure/evaluate.ts';
import { measureReferences } from '../../../src/train/measure/references.ts';
import type { SharedNumber } from '../../../src/train/measure/shared-number.ts';
import { loadImages } from '../../../src/train/session/load-images.ts';
import { FAST, recorded, TINY } from '../session/host.ts';

const NUMBERS = [0.25, 0.75, 0.5];

/** The keys under which a config's references are shared, and the references from a `shared` with numbers of its own. */
async function asked(more: Readonly<Record<string, unknown>>) {
  const config = checked({ ...TINY, ...more });
  const { host } = recorded();
  const device = await host.openDevice(FAST, () => {});
  const all = await loadImages(config, { ...host, read: readPacked });
  const split = evaluationSplit(all, 500);
  const { lane, state } = openLane(config, split.train);
  const keys: string[] = [];
  const shared = async (wanted: readonly SharedNumber[]) => {
    keys.push(...wanted.map(({ key }) => key));
    return wanted.map((_, i) => NUMBERS[i]);
  };
  const untrained = { lane, state, config, device, training: all.train, measured: split };
  const found = await measureReferences(untrained, shared, host.rest);
  release(state);
  return { keys, found };
}

test('lanes share the references that their settings have in common', async () => {
  const one = await asked({});
  expect(one.found).toEqual({ knnRandomInit: 0.25, knnRawPixels: 0.75, knnUntrained: 0.5 });
  expect((await asked({ prototypes: 'fixed', lr: 0.01 })).keys).toEqual(one.keys);
  const [untrained, pixels, calibrated] = one.keys;
  const other = await asked({ seed: 2 });
  expect(other.keys[0]).not.toBe(untrained);
  expect(other.keys[1]).toBe(pixels);
  expect(other.keys[2]).not.toBe(calibrated);
  const fewer = await asked({ eval_images: 400 });
  expect(fewer.keys[1]).not.toBe(pixels);
});

test('other batches calibrate otherwise, and change no other number', async () => {
  const one = await asked({});
  for (const more of [{ batch: 8 }, { 'views.noise': 0.2 }]) {
    const other = await asked(more);
    expect(other.keys.slice(0, 2)).toEqual(one.keys.slice(0, 2));
    expect(other.keys[2]).not.toBe(one.keys[2]);
  }
});

test('an encoder without batch norms is measured once', async () => {
  const { keys, found } = await asked({ encoder: 'vit', 'vit.width': 16, method: 'dino' });
  expect(keys).toHaveLength(2);
  expect(found).toEqual({ knnRandomInit: 0.25, knnRawPixels: 0.75, knnUntrained: 0.25 });
});

test('methods that read an image off other tokens share no untrained number', async () => {
  const vit = { encoder: 'vit', 'vit.width': 16 };
  const [cls] = (await asked({ ...vit, method: 'ibot' })).keys;
  expect((await asked({ ...vit, method: 'dinov2' })).keys[0]).toBe(cls);
  expect((await asked({ ...vit, method: 'capi', prototypes: 'clustering' })).keys[0]).not.toBe(cls);
});
