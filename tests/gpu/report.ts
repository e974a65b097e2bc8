import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../bench/report.ts';
import { commitOf, type Machine } from './machine.ts';
import type { BenchFound } from './parts/bench.ts';
import type { CountFound } from './parts/count.ts';
import type { Judged } from './parts/kernels.ts';
import type { ProductFound } from './parts/products.ts';
import type { ProfileFound } from './parts/profile.ts';
import type { RunFound } from './parts/run.ts';
import type { TorchFound } from './parts/torch.ts';
import { PARTS } from './parts.ts';
import type { PartResult } from './record.ts';
import {
  benchSection,
  countSection,
  productSection,
  profileSection,
  programSections,
  runSection,
  type Section,
  show,
  torchSection,
} from './sections.ts';
import { judge, type Verdict } from './verdict.ts';

/** The end of a part's process, where it did not end well. */
export type Ending = string;

export interface Reported {
  /** The folder of the parts' records. */
  readonly parts: string;
  /** The folder of the report. */
  readonly out: string;
  readonly machine: Machine;
  readonly endings: ReadonlyMap<string, Ending>;
}

/** The findings of each part. */
interface Found {
  readonly adapter: object;
  readonly kernels: Judged;
  readonly losses: Judged;
  readonly bench: BenchFound;
  readonly run: RunFound;
  readonly torch: TorchFound;
  readonly count: CountFound;
  readonly micro: Partial<ProductFound>;
  readonly profile: ProfileFound;
}

type Results = { readonly [P in keyof Found]?: PartResult<Found[P]> };

/** Writes gpu-report.md, gpu-all.json and bench:gpu's own files, and returns the report in short. */
export function writeReport(reported: Reported): string {
  const { parts, out, machine, endings } = reported;
  const results = readResults(parts);
  const sections = sectionsOf(results);
  const verdicts = [...judgedOf(results).map(({ verdict }) => verdict), ...endingsOf(results, endings)];
  const heading = `# ${machine.name} on ${machine.adapter || machine.card || 'no adapter'}`;
  const quick = Object.values(results).some((result) => result.quick);
  const lines = [
    heading,
    '',
    aboutOf(machine),
    ...(quick ? ['', '**--quick: small sizes, no number here is worth recording.**'] : []),
    ...judgedOf(results).flatMap(({ section }) => markdown(section)),
    ...sections.flatMap(markdown),
    ...deviceLines(results),
    '',
    '## In short',
    '',
    ...table(['what', 'found'], verdicts),
    '',
  ];
  writeFileSync(join(out, 'gpu-report.md'), lines.join('\n'));
  const all = { machine, endings: Object.fromEntries(endings), ...results };
  writeFileSync(join(out, 'gpu-all.json'), `${JSON.stringify(all, null, 1)}\n`);
  copyBench(parts, out);
  return [
    heading,
    aboutOf(machine),
    ...verdicts.map(([what, found]) => `  ${what}: ${found}`),
    ...sections.flatMap(inShort),
    '',
    `all of it: ${readdirSync(out).sort().join(', ')}`,
  ].join('\n');
}

function readResults(parts: string): Results {
  const read = (name: string) => join(parts, `${name}.json`);
  return Object.fromEntries(
    Object.keys(PARTS)
      .filter((name) => existsSync(read(name)))
      .map((name) => [name, JSON.parse(readFileSync(read(name), 'utf8'))]),
  );
}

function judgedOf({ kernels, losses }: Results) {
  return [
    ...(kernels ? [judge('Kernels, WebGPU against plain ops on the CPU', kernels)] : []),
    ...(losses ? [judge('Losses of three steps, WebGPU against CPU and WebAssembly', losses)] : []),
  ];
}

function sectionsOf({ bench, run, torch, micro, count, profile }: Results): Section[] {
  return [
    ...(bench ? [benchSection(bench)] : []),
    ...(run ? [runSection(run)] : []),
    ...(torch ? [torchSection(torch)] : []),
    ...(micro ? [productSection(micro, torch)] : []),
    ...(count ? [countSection(count)] : []),
    ...(profile ? [profileSection(profile), ...programSections(profile)] : []),
  ].filter(({ rows }) => rows.length > 0);
}

/** Parts that were cut off, devices that went away, and the peaks. */
function endingsOf(results: Results, endings: ReadonlyMap<string, Ending>): Verdict[] {
  const peaks = results.bench?.items.find((item) => item.peaks)?.peaks;
  return [
    ...(peaks
      ? [['peaks by bench:gpu', `${show(peaks.gflops)} GFLOP/s, ${show(peaks.gigabytes)} GB/s`] as const]
      : []),
    // a part that died while it was loaded left nothing but its ending
    ...[...new Set([...Object.keys(results), ...endings.keys()])].flatMap((name): Verdict[] => {
      const { at, ended, trouble } = results[name as keyof Results] ?? {};
      const end = (ended ?? endings.get(name))?.split('\n')[0].slice(0, 160);
      return [
        ...(trouble ?? []).map((came): Verdict => [`device trouble in ${name}`, came.slice(0, 200)]),
        ...(end ? [[`part ${name}`, `${at ? `CUT OFF at ${at}` : 'NOT RUN'}: ${end}`] as const] : []),
      ];
    }),
  ];
}

const aboutOf = (machine: Machine) =>
  `${machine.date.slice(0, 10)} at ${commitOf(machine)} (sources: ${machine.sources}); ${machine.card || 'no NVIDIA GPU'}; ` +
  `${machine.cores} cores of ${machine.cpu}; Node ${machine.node}, package webgpu ${machine.webgpu}.`;

function markdown({ title, note, head, rows }: Section): string[] {
  const flat = rows.map((row) => row.map((cell) => cell.replaceAll('\n', ' ')));
  return [
    '',
    `## ${title}`,
    ...(note ? ['', note] : []),
    ...(rows.length > 0 ? ['', ...table(head, flat)] : []),
  ];
}

function inShort({ title, head, rows, short }: Section): string[] {
  if (short.length === 0) return [];
  const line = (row: readonly string[]) => short.map((at) => row[at]?.slice(0, 70) ?? '').join(' | ');
  return ['', `${title}: ${line(head)}`, ...rows.map((row) => `  ${line(row)}`)];
}

/** The device, and its least costs. */
function deviceLines({ adapter, micro }: Results): string[] {
  const items = [...(adapter?.items ?? []), ...(micro?.items ?? []).filter(({ form }) => !form)];
  if (items.length === 0) return [];
  const line = ({ name, seconds: _, ...rest }: object & { name: string; seconds?: number }) =>
    `- ${name}: ${JSON.stringify(rest).slice(0, 1600)}`;
  return ['', '## The device', '', ...items.map(line)];
}

/** The files of bench:gpu, as `npm run bench:gpu` would leave them; one after the other where it ran contest by
 *  contest. */
function copyBench(parts: string, out: string): void {
  const texts = readdirSync(parts)
    .filter((name) => /^gpu.*\.md$/.test(name))
    .sort();
  if (texts.length > 0)
    writeFileSync(
      join(out, 'gpu.md'),
      texts.map((name) => readFileSync(join(parts, name), 'utf8')).join('\n'),
    );
  if (existsSync(join(parts, 'gpu.json'))) copyFileSync(join(parts, 'gpu.json'), join(out, 'gpu.json'));
}
