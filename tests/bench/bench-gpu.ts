import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { softwareDriver, useDriver } from '../../src/node/vulkan.ts';
import type { Host } from './contest.ts';
import { CONTESTS, contestName } from './contests.ts';
import { asked, plays, readFlags } from './flags.ts';
import { match, type Outcome } from './match.ts';
import { measuredNow } from './measured.ts';
import { measurePeaks, type Peaks } from './peaks.ts';
import { problemOf, sizesOf } from './problem.ts';
import { processHost } from './process-host.ts';
import { markdown, on, short, TITLES, table } from './report.ts';
import { costs, ROOFLINE_NOTE } from './roofline.ts';

// npm run bench:gpu: the WebGPU part in Node, without a browser, for a bare machine with a GPU.

const contests = CONTESTS.filter(({ backend }) => backend === 'webgpu');
const flags = readFlags(
  'bench:gpu',
  contests.map(contestName),
  fileURLToPath(new URL('./results/gpu', import.meta.url)),
);
const say = (line: string) => process.stderr.write(`${line}\n`);

async function openHost(): Promise<Host> {
  const host = await processHost();
  if (await host.adapter()) return host;
  say('no adapter: trying the software driver of a browser');
  const driver = softwareDriver();
  if (!driver) throw new Error('no WebGPU adapter, and no software driver beside a browser');
  useDriver(driver);
  return processHost();
}

const host = await openHost();
const adapter = await host.adapter();
if (!adapter) throw new Error('no WebGPU adapter (is libvulkan.so.1 installed?)');
say(`${on(adapter)}, in ${host.name}`);
const peaks = await measurePeaks();
const outcomes: Outcome[] = [];
const roofs: string[][] = [];
for (const contest of contests) {
  if (!asked(flags, contestName(contest))) continue;
  if (contest.hardware && adapter.software && !flags.only.includes(contestName(contest))) continue;
  say(`${contestName(contest)}: ${contest.says}`);
  const peers = contest.peers.filter((peer) => plays(flags, peer));
  const outcome = await match({ ...contest, peers }, () => host.enter(), { ...flags, say, clock: true });
  outcomes.push(outcome);
  roofs.push(...(await roofRows(outcome, peaks)));
}

/** Each engine against what the device could do at best. */
async function roofRows({ contest, standings }: Outcome, { gflops, gigabytes }: Peaks): Promise<string[][]> {
  const problem = await problemOf(contest.config);
  const parts = costs(problem, sizesOf(problem).packed);
  const flop = parts.reduce((sum, part) => sum + part.flop, 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const roof = 1000 * Math.max(flop / (gflops * 1e9), bytes / (gigabytes * 1e9));
  return standings.map(({ peer, median, asking, kernels }) => [
    contest.says,
    TITLES[peer],
    (flop / 1e9).toPrecision(3),
    (bytes / 1e6).toPrecision(3),
    roof.toPrecision(3),
    kernels === undefined ? 'no clock' : kernels.toPrecision(3),
    short(median),
    short(asking),
    `${((100 * roof) / (kernels ?? median)).toPrecision(2)} %`,
  ]);
}

const measured = measuredNow();
const text = [
  markdown({
    machine: on(adapter),
    host: host.name,
    outcomes: outcomes.map((outcome) => ({ ...outcome, ...measured })),
    growth: [],
    pages: [],
  }),
  `The device reaches ${peaks.gflops.toPrecision(3)} GFLOP/s and ${peaks.gigabytes.toPrecision(3)} GB/s.`,
  '',
  ...table(
    [
      'config',
      'engine',
      'GFLOP',
      'MB',
      'roof, ms',
      'in kernels, ms',
      'step, ms',
      'asking, ms',
      'roof / kernels',
    ],
    roofs,
  ),
  '',
  ROOFLINE_NOTE,
  '',
].join('\n');
mkdirSync(dirname(flags.out), { recursive: true });
writeFileSync(`${flags.out}.json`, `${JSON.stringify({ adapter, peaks, outcomes }, null, 1)}\n`);
writeFileSync(`${flags.out}.md`, text);
process.stdout.write(text);
// the native devices would keep the process
process.exit(0);
