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

/** The keys under which a config's references are shared, and the references from a `shared` with numbers of its own. */
async function asked(more: Readonly<Record<string, unknown>>) {
  const config = checked({ ...TINY, ...more });
  const { host } = recorded();
  const device = await host.openDevice(FAST, () => {});
  const split = evaluationSplit(await loadImages(config, { ...host, read: readPacked }), 500);
  const { lane, state } = openLane(config, split.train);
  const keys: string[] = [];
  const shared = async (wanted: readonly SharedNumber[]) => {
    keys.push(...wanted.map(({ key }) => key));
    return [0.25, 0.75];
  };
  const found = await measureReferences(lane, state, split, config, device, shared, host.rest);
  release(state);
  return { keys, found };
}

test('lanes share the references that their settings have in common', async () => {
  const one = await asked({});
  expect(one.found).toEqual({ knnRandomInit: 0.25, knnRawPixels: 0.75 });
  expect((await asked({ prototypes: 'fixed', lr: 0.01 })).keys).toEqual(one.keys);
  const [untrained, pixels] = one.keys;
  const other = await asked({ seed: 2 });
  expect(other.keys[0]).not.toBe(untrained);
  expect(other.keys[1]).toBe(pixels);
  const fewer = await asked({ eval_images: 400 });
  expect(fewer.keys[1]).not.toBe(pixels);
});
