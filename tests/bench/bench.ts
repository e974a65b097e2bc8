import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { behave } from '../../src/node/door.ts';
import { browserHost } from './browser-host.ts';
import type { Contestant } from './contest.ts';
import { CONTESTS, type Contest, contestName, GROWTHS } from './contests.ts';
import { COUNT_CONTESTS, type CountOutcome, countName, countRun } from './count-run.ts';
import { asked, plays, readFlags } from './flags.ts';
import { type Grown, grow } from './growth.ts';
import { growthPlot } from './growth-plot.ts';
import { match, type Outcome } from './match.ts';
import { type Measured, measuredNow } from './measured.ts';
import { type PageRun, pageRun } from './page-run.ts';
import { LEAST_UNSEEN } from './page-unseen.ts';
import type { Backend, PeerName } from './peer.ts';
import { markdown, type Results } from './report.ts';
import { findTorch, torchContestant } from './torch-host.ts';

// npm run bench: every engine in the real browser, in turns; PyTorch beside it where there is one.

behave({ doing: 'benchmarking', stopped: () => 'Stopped. The parts so far are saved.' });

const BACKENDS: readonly Backend[] = ['wasm', 'webgpu'];
const GROWING: readonly PeerName[] = ['ours', 'jax-js'];

const PAGES = [2, 4];
const pageName = (lanes: number) => `page/${lanes}-lanes`;
const growthName = (knob: string, backend: Backend, peer: PeerName) => `growth-${knob}/${backend}/${peer}`;

const parts = [
  ...CONTESTS.map(contestName),
  ...GROWTHS.flatMap(({ knob }) =>
    BACKENDS.flatMap((backend) => GROWING.map((peer) => growthName(knob, backend, peer))),
  ),
  ...PAGES.map(pageName),
  ...COUNT_CONTESTS.map(countName),
];
const flags = readFlags('bench', parts, fileURLToPath(new URL('./results/latest', import.meta.url)));
const say = (line: string) => process.stderr.write(`${line}\n`);
const host = await browserHost();
const adapter = await host.adapter();
const python = findTorch();
const measured = measuredNow();
const outcomes: (Outcome & Measured)[] = [];
const growth: (Grown & Measured)[] = [];
const pages: (PageRun & Measured)[] = [];
const counts: (CountOutcome & Measured)[] = [];
const earlier: Partial<Results> =
  flags.keep && existsSync(`${flags.out}.json`) ? JSON.parse(readFileSync(`${flags.out}.json`, 'utf8')) : {};

function runs(contest: Contest): boolean {
  if (!asked(flags, contestName(contest))) return false;
  if (contest.backend !== 'webgpu') return true;
  if (!adapter) say(`${contestName(contest)}: left out, no WebGPU adapter`);
  else if (contest.hardware && adapter.software && !flags.only.includes(contestName(contest)))
    say(`${contestName(contest)}: left out on a software adapter; --only ${contestName(contest)} runs it`);
  else return true;
  return false;
}

function enter(peer: PeerName, config: Contest['config']): Promise<Contestant> {
  if (peer !== 'pytorch') return host.enter();
  if (!python) throw new Error('no Python with torch (set PYTHON)');
  return torchContestant(python, config);
}

/** The results so far, in the order of the menu; a part of this run goes over one of an earlier run. */
function results(): Results {
  const growthId = ({ knob, backend, peer }: Grown) => growthName(knob, backend, peer);
  const outcomeId = ({ contest }: Outcome) => contestName(contest);
  return {
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}`,
    host: host.name,
    outcomes: merged(earlier.outcomes ?? [], outcomes, outcomeId),
    growth: merged(earlier.growth ?? [], growth, growthId),
    pages: merged(earlier.pages ?? [], pages, ({ lanes }) => pageName(lanes)),
    counts: merged(earlier.counts ?? [], counts, countName),
  };
}

function merged<T>(old: readonly T[], fresh: readonly T[], id: (one: T) => string): T[] {
  const found = new Map([...old, ...fresh].map((one) => [id(one), one]));
  return parts.flatMap((part) => found.get(part) ?? []);
}

/** After each part, so that a run that is cut short leaves what it found. */
function save(): void {
  mkdirSync(dirname(flags.out), { recursive: true });
  writeFileSync(`${flags.out}.json`, `${JSON.stringify(results(), null, 1)}\n`);
  writeFileSync(`${flags.out}.md`, markdown(results()));
  for (const { knob } of GROWTHS) {
    const series = results().growth.filter((grown) => grown.knob === knob && grown.points.length > 1);
    if (series.length > 0) writeFileSync(`${flags.out}-${knob}.svg`, growthPlot(series));
  }
}

for (const contest of CONTESTS) {
  if (!runs(contest)) continue;
  say(`${contestName(contest)}: ${contest.says}`);
  const peers = contest.peers.filter((peer) => plays(flags, peer));
  const outcome = await match({ ...contest, peers }, (peer) => enter(peer, contest.config), {
    ...flags,
    say,
  });
  outcomes.push({ ...outcome, ...measured });
  save();
}
for (const series of GROWTHS)
  for (const backend of BACKENDS)
    for (const peer of GROWING) {
      const name = growthName(series.knob, backend, peer);
      if (!asked(flags, name) || !plays(flags, peer) || (backend === 'webgpu' && !adapter)) continue;
      say(name);
      const grown = await grow(series, backend, peer, (config) => enter(peer, config), { ...flags, say });
      growth.push({ ...grown, ...measured });
      save();
    }
await host.close();
for (const lanes of PAGES) {
  if (!asked(flags, pageName(lanes))) continue;
  say(pageName(lanes));
  pages.push({ ...(await pageRun(lanes, flags.steps)), ...measured });
  save();
}
for (const contest of COUNT_CONTESTS) {
  if (!asked(flags, countName(contest))) continue;
  counts.push({ ...(await countRun(contest, flags.turns, say)), ...measured });
  save();
}
process.stdout.write(markdown(results()));
for (const { lanes, unseen = 1 } of pages)
  if (unseen < LEAST_UNSEEN) {
    say(
      `${pageName(lanes)}: out of sight at ${unseen.toFixed(2)} of the speed in sight, below ${LEAST_UNSEEN}`,
    );
    process.exitCode = 1;
  }
