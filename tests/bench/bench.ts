import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browserHost } from './browser-host.ts';
import type { Contestant } from './contest.ts';
import { CONTESTS, type Contest, contestName, GROWTHS } from './contests.ts';
import { asked, plays, readFlags } from './flags.ts';
import { type Grown, grow } from './growth.ts';
import { growthPlot } from './growth-plot.ts';
import { match, type Outcome } from './match.ts';
import type { Backend, PeerName } from './peer.ts';
import { markdown, type Results } from './report.ts';
import { findTorch, torchContestant } from './torch-host.ts';

// npm run bench: every engine in the real browser, in turns; PyTorch beside it where there is one.

const BACKENDS: readonly Backend[] = ['wasm', 'webgpu'];
const GROWING: readonly PeerName[] = ['ours', 'jax-js'];

const growthName = (knob: string, backend: Backend, peer: PeerName) => `growth-${knob}/${backend}/${peer}`;

const flags = readFlags(
  'bench',
  [
    ...CONTESTS.map(contestName),
    ...GROWTHS.flatMap(({ knob }) =>
      BACKENDS.flatMap((backend) => GROWING.map((peer) => growthName(knob, backend, peer))),
    ),
  ],
  fileURLToPath(new URL('./results/latest', import.meta.url)),
);
const say = (line: string) => process.stderr.write(`${line}\n`);
const host = await browserHost();
const adapter = await host.adapter();
const python = findTorch();
const outcomes: Outcome[] = [];
const growth: Grown[] = [];

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

function results(): Results {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim(),
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}`,
    host: host.name,
    outcomes,
    growth,
  };
}

/** After each part, so that a run that is cut short leaves what it found. */
function save(): void {
  mkdirSync(dirname(flags.out), { recursive: true });
  writeFileSync(`${flags.out}.json`, `${JSON.stringify(results(), null, 1)}\n`);
  writeFileSync(`${flags.out}.md`, markdown(results()));
  for (const { knob } of GROWTHS) {
    const series = growth.filter((grown) => grown.knob === knob && grown.points.length > 1);
    if (series.length > 0) writeFileSync(`${flags.out}-${knob}.svg`, growthPlot(series));
  }
}

for (const contest of CONTESTS) {
  if (!runs(contest)) continue;
  say(`${contestName(contest)}: ${contest.says}`);
  const peers = contest.peers.filter((peer) => plays(flags, peer));
  outcomes.push(await match({ ...contest, peers }, (peer) => enter(peer, contest.config), { ...flags, say }));
  save();
}
for (const series of GROWTHS)
  for (const backend of BACKENDS)
    for (const peer of GROWING) {
      const name = growthName(series.knob, backend, peer);
      if (!asked(flags, name) || !plays(flags, peer) || (backend === 'webgpu' && !adapter)) continue;
      say(name);
      growth.push(await grow(series, backend, peer, (config) => enter(peer, config), { ...flags, say }));
      save();
    }
await host.close();
process.stdout.write(markdown(results()));
