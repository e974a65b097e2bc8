import type { Catalogue } from '../../base/catalogue.ts';
import { PAPER_EPSILON, TOY_EPSILON } from '../../base/epsilons.ts';
import { TroubleError } from '../../base/errors.ts';
import { nameAt } from '../../base/measure-row.ts';
import { csvText } from '../../export/csv.ts';
import type { RunLane } from '../../export/run-json.ts';
import type { ZipMember } from '../../export/zip.ts';
import { fileWord } from '../figures/plot-file.ts';
import type { Ghost } from '../state/ghost.ts';
import { MOST_LANES } from '../state/lane-limits.ts';
import { openedRun } from '../state/open-run.ts';
import { type KeptNames, keptNames, spokenName } from './kept-names.ts';
import { type KeptRun, MOST_BYTES, nameOf } from './kept-run.ts';
import type { Logbook } from './logbook.ts';
import type { ReadFiles } from './run-reader.ts';

/** Reads kept runs into lanes. Rejects with a TroubleError if the page cannot show one. */
export async function keptLanes(
  runs: readonly KeptRun[],
  logbook: Logbook,
  catalogue: Catalogue,
  read: ReadFiles,
): Promise<readonly RunLane[]> {
  const files = runs.map(async (run) => new File([await logbook.packed(run.id)], `${nameOf(run)}.json.gz`));
  const { lanes, troubles } = await read(await Promise.all(files), catalogue);
  const [trouble] = troubles;
  if (trouble && lanes.length < Math.min(runs.length, MOST_LANES)) throw new TroubleError(trouble);
  return lanes;
}

/** A kept run as a line behind the lanes' curves. */
export async function keptGhost(
  run: KeptRun,
  logbook: Logbook,
  catalogue: Catalogue,
  read: ReadFiles,
): Promise<Ghost> {
  const [lane] = await keptLanes([run], logbook, catalogue, read);
  return { id: run.id, ...(run.name !== undefined && { name: run.name }), run: openedRun(lane, '') };
}

const HEADER = [
  ...[
    'file',
    'name',
    'label',
    'comparison',
    'lane',
    'started',
    'method',
    'prototypes',
    'K',
    'seed',
    'steps',
    'of',
    'changes',
  ],
  ...[
    'backend',
    nameAt('unique', TOY_EPSILON),
    nameAt('unique', PAPER_EPSILON),
    nameAt('agreedAndUnique', TOY_EPSILON),
    ...['used', 'knn', `onset@${TOY_EPSILON}`, `firstMerge@${TOY_EPSILON}`],
  ],
];

/** The final numbers of kept runs as CSV, a row each: shares in 0..1, and the steps at which collapse began and the first
 *  pair merged. Empty where nothing was measured. */
export function summariesCsv(runs: readonly KeptRun[], names: KeptNames): string {
  const lines = runs.map((run) =>
    [
      ...[fileOf(run, names), names(run), run.label, run.comparison, run.lane, run.startedAt, run.method],
      ...[run.prototypes, run.K, run.seed, run.steps, run.of ?? run.steps, run.changes ?? 0, run.backend],
      ...[run.unique, run.uniqueFine, run.agreedAndUnique, run.used, run.knn, run.onset, run.firstMerge],
    ].map((value) => String(value ?? '')),
  );
  return csvText([HEADER, ...lines]);
}

/** Most bytes of packed runs in one archive: a browser holds all of it in memory, unpacked. */
const MOST_PACKED = MOST_BYTES;

/** Every kept run as the JSON that opens again, and one table of their numbers. */
export async function keptFiles(
  runs: readonly KeptRun[],
  logbook: Logbook,
  catalogue?: Catalogue,
): Promise<ZipMember[]> {
  const size = runs.reduce((sum, run) => sum + run.size, 0);
  if (size > MOST_PACKED)
    throw new TroubleError({
      kind: 'data',
      failed: `${Math.round(size / 1e6)} MB of runs are too many for one ZIP`,
      why: `A ZIP holds at most ${MOST_PACKED / 1e6} MB.`,
      todo: 'Delete some runs, or open comparisons one by one and export them as JSON.',
    });
  const names = keptNames(runs, catalogue);
  const files: ZipMember[] = [{ name: 'runs.csv', data: summariesCsv(runs, names) }];
  for (const run of runs) files.push({ name: fileOf(run, names), data: await logbook.json(run.id) });
  return files;
}

/** File name in the archive, made unique by time and the end of the id. */
function fileOf(run: KeptRun, names: KeptNames): string {
  const time = run.startedAt.slice(0, 19).replaceAll(':', '-');
  return `runs/${fileWord(`${time} ${spokenName(run, names(run))} ${run.id.slice(-4)}`)}.json`;
}
