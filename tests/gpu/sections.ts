import { TITLES } from '../bench/report.ts';
import type { BenchFound } from './parts/bench.ts';
import type { CountFound } from './parts/count.ts';
import type { ProductFound } from './parts/products.ts';
import type { ProfileFound } from './parts/profile.ts';
import type { RunFound } from './parts/run.ts';
import type { TorchFound } from './parts/torch.ts';
import type { Item, PartResult } from './record.ts';
import type { Standings } from './standings.ts';

/** A table of the report. */
export interface Section {
  readonly title: string;
  readonly note?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that are printed at the end of a run, too. */
  readonly short: readonly number[];
}

/** A number of a result, in which NaN and infinities are words. */
export function show(value: unknown, digits = 3): string {
  if (value === undefined || value === null) return '-';
  return typeof value === 'number' ? `${Number(value.toPrecision(digits))}` : String(value);
}

const firstLine = (text: string) => text.split('\n')[0].slice(0, 160);

/** A row for an item that found nothing, as wide as the others. */
function failedRow({ name, failure, skipped }: Item, width: number): string[] {
  const why = failure === undefined ? `skipped: ${skipped}` : `FAILED: ${firstLine(failure)}`;
  return [name, why, ...Array.from({ length: width - 2 }, () => '')];
}

const isEmpty = (item: Item) => item.failure !== undefined || item.skipped !== undefined;

/** Rows of the items that found something, then of those that did not. */
function rowsOf<F>(
  items: readonly Item<F>[],
  width: number,
  rows: (item: Item<F>) => readonly (readonly string[])[],
): (readonly string[])[] {
  return items.flatMap((item) => (isEmpty(item) ? [failedRow(item, width)] : rows(item)));
}

/** Every engine of one contest: step, asking, kernels, and its time over ours. */
function standingRows(config: string, { standings, ratios, absent }: Partial<Standings>): string[][] {
  const ours = standings?.find(({ peer }) => peer === 'ours');
  const over = (peer: string, step: number) => {
    if (peer === 'ours') return '1';
    const ratio = ratios?.find((one) => one.peer === peer);
    if (ratio?.median !== undefined) return `${show(ratio.median)} x`;
    return ours && ratio ? `${show(step / ours.step)} x, but losses differ by ${show(ratio.difference)}` : '';
  };
  const titleOf = (peer: string) => Object.entries(TITLES).find(([name]) => name === peer)?.[1] ?? peer;
  return [
    ...(standings ?? []).map(({ peer, step, asking, kernels, dispatches, losses }) => [
      config,
      titleOf(peer),
      show(step),
      show(asking),
      show(kernels),
      show(dispatches),
      over(peer, step),
      show(losses.at(-1), 6),
    ]),
    ...Object.entries(absent ?? {}).map(([peer, why]) => [
      config,
      titleOf(peer),
      `did not run: ${firstLine(why)}`,
      ...Array.from({ length: 5 }, () => ''),
    ]),
  ];
}

const STANDING_HEAD = [
  'config',
  'engine',
  'step, ms',
  'asking, ms',
  'on the GPU, ms',
  'dispatches',
  'over ours',
  'loss after 3 steps',
];
const STANDING_SHORT = [0, 1, 2, 4, 6];

export function benchSection({ items }: PartResult<BenchFound>): Section {
  return {
    title: 'bench:gpu',
    head: STANDING_HEAD,
    rows: rowsOf(items, STANDING_HEAD.length, ({ name, outcomes, cut }) => [
      ...(outcomes ?? []).flatMap((outcome) => standingRows(outcome.says, outcome)),
      ...(cut === undefined ? [] : [failedRow({ name, failure: cut }, STANDING_HEAD.length)]),
    ]),
    short: STANDING_SHORT,
  };
}

export function torchSection({ items }: PartResult<TorchFound>): Section {
  const races = items.filter(({ gflops }) => !gflops);
  return {
    title: 'Beside PyTorch on the same GPU',
    note: 'A ratio is their time over ours: below 1 they are faster. `tf32` may use tensor cores; a CUDA graph replays one captured step.',
    head: STANDING_HEAD,
    rows: rowsOf(races, STANDING_HEAD.length, (item) => standingRows(item.name, item)),
    short: STANDING_SHORT,
  };
}

export function runSection({ items }: PartResult<RunFound>): Section {
  const head = [
    'run',
    'steps/s',
    's training',
    's in all',
    'loss',
    'unique ε 0.5',
    'used and unique',
    'used',
    'k-NN',
    'backend',
  ];
  return {
    title: 'Whole runs',
    head,
    rows: rowsOf(items, head.length, ({ name, stepsPerSecond, seconds, summary }) => [
      [
        name,
        show(stepsPerSecond),
        show(summary?.seconds),
        show(seconds),
        show(summary?.loss),
        show(summary?.unique['0.5']),
        show(summary?.usedAndUnique['0.5']),
        show(summary?.used),
        show(summary?.knn),
        show(summary?.backend),
      ],
    ]),
    short: [0, 1, 3, 4, 5, 6, 8],
  };
}

export function productSection(
  { items }: PartResult<Partial<ProductFound>>,
  torch: PartResult<TorchFound> | undefined,
): Section {
  const theirs = torch?.items.find(({ gflops }) => gflops)?.gflops;
  const head = ['product', 'size', 'this engine', 'PyTorch float32', 'tf32', 'bf16', 'our error'];
  return {
    title: 'Matrix products, GFLOP/s',
    head,
    rows: items
      .filter(({ form }) => form)
      .map(({ name, form, rows, columns, depth, gflops, error }) => {
        const product = name.replace(/^product /, '');
        const beside = theirs?.[product];
        return [
          product,
          `${form} ${rows} x ${columns} x ${depth}`,
          show(gflops),
          show(beside?.float32),
          show(beside?.tf32),
          show(beside?.bf16),
          show(error, 2),
        ];
      }),
    short: [],
  };
}

export function countSection({ items }: PartResult<CountFound>): Section {
  const head = ['what', 'this engine, ms', 'PyTorch, ms', 'GFLOP/s', 'unique by ε', 'counts differ by'];
  return {
    title: 'Counting unique prototypes',
    head,
    rows: rowsOf(items, head.length, ({ name, ms, beside, gflops, unique, difference }) => [
      [
        name,
        show(ms, 4),
        beside && 'failure' in beside ? `did not count: ${firstLine(beside.failure)}` : show(beside?.ms, 4),
        show(gflops),
        unique?.join(' ') ?? '-',
        show(difference),
      ],
    ]),
    short: [0, 1, 2, 4, 5],
  };
}

export function profileSection({ items }: PartResult<ProfileFound>): Section {
  const head = ['lane', 'step, ms', 'min', 'asking, ms', 'in kernels, ms', 'programs', 'first step, ms'];
  return {
    title: 'Steps of many lanes',
    head,
    rows: rowsOf(items, head.length, ({ name, step, min, asking, inKernels, programs, firstStepMs }) => [
      [name, show(step), show(min), show(asking), show(inKernels), show(programs), show(firstStepMs)],
    ]),
    short: [0, 1, 3, 4],
  };
}

/** For each lane, its dearest programs. */
export function programSections({ items }: PartResult<ProfileFound>): Section[] {
  return items.flatMap(({ name, top }) =>
    top && top.length > 0
      ? [
          {
            title: `${name}, by program`,
            head: ['program', 'calls', 'µs a step'],
            rows: top.map(({ program, calls, us }) => [program, show(calls), show(us)]),
            short: [],
          },
        ]
      : [],
  );
}
