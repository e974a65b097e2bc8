import { listed, quoted, type Trouble } from '../../../base/errors.ts';
import type { LogCurves, LogFile } from '../../../torch/log.ts';
import { numeral } from '../../words/numerals.ts';

/** A file of a log, as it was read. */
export interface KnownLog extends LogFile {
  readonly name: string;
  readonly bytes: number;
}

/** The files that the curves of a log were read from, in words. */
export function originOf(files: readonly KnownLog[], { series }: LogCurves): string {
  const curves = Object.values(series);
  const first = Math.min(...curves.map(({ steps }) => steps[0] ?? 0));
  const last = Math.max(...curves.map(({ steps }) => steps.at(-1) ?? 0));
  const measured = sum(files, (file) => file.measured);
  const restarts = sum(files, (file) => file.restarts);
  const longest = Math.max(...curves.map(({ steps }) => steps.length));
  const names = files.map(({ name }) => name);
  return [
    `${counted(measured, 'measurement')}, steps ${numeral(first)} to ${numeral(last)}.`,
    ...(files.length > 1
      ? [`Merged from ${listed(names, 6)}: the later file wins where a step comes twice.`]
      : []),
    ...(restarts > 0
      ? [`${counted(restarts, 'restart')} within a file: later lines win where a step comes twice.`]
      : []),
    ...(longest < measured / 2 ? [`Curves show ${numeral(longest)} of them, with all highs and lows.`] : []),
  ].join(' ');
}

/** The faults of a file that was read, each kind in one notice. */
export function faultsOf({ name, broken, unfit }: KnownLog): Trouble[] {
  const file = quoted(name);
  return [
    ...(broken
      ? [
          {
            kind: 'data' as const,
            failed: `${file}: ${counted(broken.count, 'line')} could not be read`,
            why: broken.first,
            todo: 'The other lines are drawn.',
          },
        ]
      : []),
    ...(unfit
      ? [
          {
            kind: 'data' as const,
            failed: `${file}: ${counted(unfit.count, 'value')} left out`,
            why: unfit.first,
            todo: 'The other values are drawn.',
          },
        ]
      : []),
  ];
}

/** One notice for all numbers of a log that are no measure. */
export function unknownNames(files: readonly KnownLog[], names: readonly string[]): Trouble[] {
  if (names.length === 0) return [];
  return [
    {
      kind: 'data',
      failed: `${quoted(files[0].name)}: ${counted(names.length, 'unknown name')}`,
      why: `This page has no curve for ${listed(names, 6)}.`,
      todo: 'The other numbers are drawn.',
    },
  ];
}

/** The notice for a file without a number that a curve could show. */
export function noMeasure({ name, bytes, broken, unfit }: KnownLog): Trouble {
  const failed = `${quoted(name)}: ${bytes === 0 ? 'The file is empty' : 'No measurement in this log'}`;
  const why =
    bytes === 0
      ? undefined
      : (unfit?.first ?? broken?.first ?? 'None of its lines has the type measure and a number of a curve.');
  return {
    kind: 'data',
    failed,
    ...(why !== undefined && { why }),
    todo: 'Open a log that log_prototypes or the headless runner wrote. The page keeps its lanes.',
  };
}

const counted = (count: number, noun: string) => `${numeral(count)} ${noun}${count === 1 ? '' : 's'}`;

const sum = (files: readonly KnownLog[], of: (file: KnownLog) => number) =>
  files.reduce((total, file) => total + of(file), 0);
