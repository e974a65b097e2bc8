import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharedIn } from '../../src/node/shared-folder.ts';

const fresh = () => join(mkdtempSync(join(tmpdir(), 'shared-')), 'numbers');

/** Numbers to measure, and the keys of those that were. */
function measured(values: Readonly<Record<string, number>>) {
  const keys: string[] = [];
  const wanted = Object.entries(values).map(([key, value]) => ({
    key,
    measure: async () => {
      keys.push(key);
      return value;
    },
  }));
  return { keys, wanted };
}

test('a number that the folder holds is read, to its last digit, and another is measured', async () => {
  const folder = fresh();
  const first = measured({ pixels: 0.1 + 0.2, untrained: 0.7 });
  expect(await sharedIn(folder)(first.wanted)).toEqual([0.1 + 0.2, 0.7]);
  const second = measured({ untrained: 1, calibrated: 0.8, pixels: 1 });
  expect(await sharedIn(folder)(second.wanted)).toEqual([0.7, 0.8, 0.1 + 0.2]);
  expect(second.keys).toEqual(['calibrated']);
});

test('a broken file, or one of another key, is measured again and mended', async () => {
  const folder = fresh();
  await sharedIn(folder)(measured({ pixels: 0.5 }).wanted);
  const [name] = readdirSync(folder);
  for (const text of [
    '{"key": "pix',
    'null',
    '{"key":"other","value":0.5}',
    '{"key":"pixels","value":"0.5"}',
  ]) {
    writeFileSync(join(folder, name), text);
    const again = measured({ pixels: 0.6 });
    expect(await sharedIn(folder)(again.wanted), text).toEqual([0.6]);
    expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toEqual({ key: 'pixels', value: 0.6 });
  }
  expect(readdirSync(folder)).toEqual([name]);
});
