import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Outcome } from './match.ts';
import type { Measured } from './measured.ts';
import type { Peaks } from './peaks.ts';
import { problemOf, sizesOf } from './problem.ts';
import { markdown, on, short, TITLES, table } from './report.ts';
import { costs, ROOFLINE_NOTE } from './roofline.ts';

/** Findings of `npm run bench:gpu` so far. */
export interface GpuResults {
  readonly adapter: { readonly adapter: string; readonly software: boolean };
  readonly host: string;
  readonly measured: Measured;
  readonly peaks: Peaks;
  readonly outcomes: readonly Outcome[];
}

const ROOF_HEAD = [
  'config',
  'engine',
  'GFLOP',
  'MB',
  'roof, ms',
  'in kernels, ms',
  'step, ms',
  'asking, ms',
  'roof / kernels',
];

/** Writes `out`.json and `out`.md, and returns the text of the latter. */
export async function writeGpuResults(out: string, results: GpuResults): Promise<string> {
  const { adapter, peaks, outcomes } = results;
  const text = await gpuMarkdown(results);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.json`, `${JSON.stringify({ adapter, peaks, outcomes }, null, 1)}\n`);
  writeFileSync(`${out}.md`, text);
  return text;
}

async function gpuMarkdown({ adapter, host, measured, peaks, outcomes }: GpuResults): Promise<string> {
  const roofs: string[][] = [];
  for (const outcome of outcomes) roofs.push(...(await roofRows(outcome, peaks)));
  return [
    markdown({
      machine: on(adapter),
      host,
      outcomes: outcomes.map((outcome) => ({ ...outcome, ...measured })),
      growth: [],
      pages: [],
      counts: [],
    }),
    `The device reaches ${peaks.gflops.toPrecision(3)} GFLOP/s and ${peaks.gigabytes.toPrecision(3)} GB/s.`,
    '',
    ...table(ROOF_HEAD, roofs),
    '',
    ROOFLINE_NOTE,
    '',
  ].join('\n');
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
    `${((100 * roof) / (kernels ?? median)).toPrecision(2)}%`,
  ]);
}
