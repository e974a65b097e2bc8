/**
 * `npx tsx tests/record-reference.ts`: trains the page's own comparison in the page, and writes the run that a fresh page
 * plays to public/recorded/carp.json.gz. Of the reports 28 a lane are kept, denser where it was earlier, and their
 * pictures with 11 bits behind the comma: less than a screen shows.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Measure } from '../src/base/messages.ts';
import { readRunJson, runJson } from '../src/export/run-json.ts';
import { behave } from '../src/node/door.ts';
import { withSnapshot } from '../src/ui/state/snapshots.ts';
import { inBuiltPage } from './built-page.ts';

behave({ doing: 'recording the example' });

const LONGEST = 20 * 60_000;
const KEPT = 28;
/** Sign, exponent and the first 11 bits of the fraction of a float32. */
const SHORT = 0xfffff000;

const text = await inBuiltPage(async (playground) => {
  // any settings at all keep the page from playing the old run; this one is the default
  await playground.open('backend=wasm', 'v=2');
  await playground.button('Start').click();
  await playground.reaches(500, LONGEST);
  await playground.page.getByText('Done', { exact: true }).waitFor({ timeout: LONGEST });
  const { bytes } = await playground.exports('Export JSON');
  return bytes.toString();
});
const run = readRunJson(text);
const lanes = run.lanes.map((lane) => ({
  ...lane,
  snapshots: (lane.snapshots ?? [])
    .reduce<readonly Measure[]>((kept, each) => withSnapshot(kept, each, KEPT), [])
    .map(shortened),
}));
const folder = fileURLToPath(new URL('../public/recorded/', import.meta.url));
mkdirSync(folder, { recursive: true });
const packed = gzipSync(runJson({ ...run, lanes }), { level: 9 });
writeFileSync(`${folder}carp.json.gz`, packed);
process.stdout.write(`${folder}carp.json.gz: ${packed.length} bytes\n`);

function shortened(measure: Measure): Measure {
  const { angles, picture } = measure;
  return {
    ...measure,
    angles: short(angles),
    ...(picture && {
      picture: { places: short(picture.places), wins: short(picture.wins), cloud: short(picture.cloud) },
    }),
  };
}

function short(values: Float32Array): Float32Array {
  const result = values.slice();
  const bits = new Uint32Array(result.buffer);
  for (let i = 0; i < bits.length; i++) bits[i] &= SHORT;
  return result;
}
