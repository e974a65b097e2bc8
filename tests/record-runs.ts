/**
 * `npx tsx tests/record-runs.ts FOLDER [NAME ...]`: trains the runs that come with the page in Node on wasm, as the page
 * would, and packs them into public/recorded. FOLDER gets the whole runs; those that it has are packed again without
 * training. Names are those of src/ui/runs/recorded-runs.ts, all of them by default.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunConfig } from '../src/base/config.ts';
import { readRunJson } from '../src/export/read-run.ts';
import { type Run, runJson } from '../src/export/run-json.ts';
import { behave } from '../src/node/door.ts';
import { nodeHost } from '../src/node/host.ts';
import { catalogue } from '../src/train/lane/menu.ts';
import { runSession } from '../src/train/session/run-session.ts';
import { RECORDED } from '../src/ui/runs/recorded-runs.ts';
import { OPENING_PRESET } from '../src/ui/setup/presets.ts';
import { initial } from '../src/ui/state/reduce.ts';
import { savedLanes } from '../src/ui/state/saved-lane.ts';
import { createStore } from '../src/ui/state/store.ts';
import { laneLabels } from '../src/ui/words/lane-names.ts';
import { recordedFiles } from './recorded-files.ts';
import { type Kept, packedRun } from './recorded-packing.ts';

behave({ doing: 'recording runs' });

const PUBLIC = fileURLToPath(new URL('../public/recorded/', import.meta.url));

/** The example is what a fresh page shows. The runs of presets come when one is picked, and share a budget. */
const [EXAMPLE] = RECORDED[OPENING_PRESET];
const AT_FIRST: Kept = { reports: 29, clouds: true, final: true };
const PICKED: Kept = { reports: 5, clouds: false, final: false };

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
/** That of the code in this process, whatever is committed while it trains. */
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim();

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: npx tsx tests/record-runs.ts FOLDER [NAME ...]');
const files = recordedFiles(catalogue);
const unknown = names.filter((name) => !files.has(name));
if (unknown.length > 0) throw new Error(`no recorded run is called ${unknown.join(', ')}`);
mkdirSync(folder, { recursive: true });
for (const [name, configs] of files) {
  if (names.length > 0 && !names.includes(name)) continue;
  const whole = join(folder, `${name}.json`);
  if (!existsSync(whole)) writeFileSync(whole, runJson(await trained(configs)));
  const bytes = packedRun(readRunJson(readFileSync(whole, 'utf8')), name === EXAMPLE ? AT_FIRST : PICKED);
  writeFileSync(`${PUBLIC}${name}.json.gz`, bytes);
  process.stdout.write(`${name}.json.gz: ${bytes.length} bytes\n`);
}

/** Trains these lanes one after the other, each on a page without a screen. */
async function trained(configs: readonly RunConfig[]): Promise<Run> {
  const runs: Run[] = [];
  for (const config of configs) runs.push(await trainedAlone(config));
  return { ...runs[0], lanes: runs.flatMap(({ lanes }) => lanes) };
}

async function trainedAlone(config: RunConfig): Promise<Run> {
  const createdAt = new Date().toISOString();
  const host = nodeHost();
  let session = Promise.resolve();
  const store = createStore(initial(1, 'wasm'), {
    // nobody waits for a frame, so that a report counts as drawn when it comes
    nextFrame: () => {},
    hidden: () => true,
    after: (milliseconds, callback) => setTimeout(callback, milliseconds),
    now: () => performance.now(),
    open: (post) => {
      queueMicrotask(() => post({ type: 'ready', catalogue, version }));
      return {
        send: (command) => {
          if (command.type === 'start')
            session = runSession(
              command.config,
              command.backend,
              { ...host, post, watched: true },
              command.course,
            );
          else host.inbox.push(command);
        },
        close: () => {},
      };
    },
  });
  await Promise.resolve();
  store.dispatch({ type: 'configs', configs: [config] });
  store.dispatch({ type: 'start' });
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      const [{ phase, trouble, run }] = store.state().lanes;
      if (trouble) reject(new Error(trouble.failed));
      else if (phase === 'done' && run.summary) resolve();
      else setTimeout(look, 100);
    };
    look();
  });
  const state = store.state();
  const lanes = savedLanes(state.lanes, laneLabels(state));
  store.dispatch({ type: 'reset' });
  host.inbox.push({ type: 'stop' });
  await session;
  return { createdAt, playground: version, commit, lanes };
}
