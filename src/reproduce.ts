import { join } from 'node:path';
import { readNumber } from './base/number-text.ts';
import { BACKEND_HELP, readFlags } from './node/command-line.ts';
import { DEBUG_HELP, open } from './node/door.ts';
import { commandLine, trainDoor } from './node/installed.ts';
import { misread } from './node/misread.ts';
import { headless } from './reproduce/child.ts';
import { engineVersion } from './reproduce/engine.ts';
import { writeFolder } from './reproduce/folder.ts';
import { planOf, rowGroupsOf, table, type Wish } from './reproduce/plan.ts';
import { Progress } from './reproduce/progress.ts';
import { resultsOf } from './reproduce/results.ts';
import { runAll } from './reproduce/runs.ts';

// Makes every run of the paper's table at toy scale, and a folder of results, tables and figures.

function help(): string {
  const systems = table();
  const groups = rowGroupsOf(systems).map(
    ({ id, title, rows }) => `  ${id}\n      ${title}: ${rows.join(', ')}`,
  );
  return [
    `${commandLine('reproduce')} [--seeds N] [--steps N] [--only ROWS] [--out FOLDER] [--jobs N]`,
    '',
    'Runs the paper’s table at toy scale and writes results.json, results.csv, report.md and the figures. Finished',
    'runs are kept in FOLDER/runs, so the same command continues after an interruption. The exit code is 0 only if',
    'every run finished.',
    '',
    '  --seeds N\n      Seeds 1 to N of every row. The default is 5 for rows of headline comparisons, 3 otherwise.',
    '  --only ROW,GROUP,...\n      Rows or groups of the table. The default is all.',
    '  --out FOLDER\n      The default is ./reproduction.',
    '  --jobs N\n      Number of parallel runs, each in its own process. The default is 1.',
    BACKEND_HELP,
    DEBUG_HELP,
    '  --SETTING VALUE\n      A setting for every row, such as --steps 2000 or --dataset mnist. A row’s own settings override it.',
    `      ${commandLine('train')} --help lists them.`,
    '',
    `Rows: ${systems.map(({ id }) => id).join(', ')}.`,
    '',
    'Groups:',
    ...groups,
    '',
  ].join('\n');
}

interface Asked {
  readonly wish: Wish;
  readonly out: string;
  readonly jobs: number;
  readonly help: boolean;
}

function readArguments(): Asked {
  let seeds: number | undefined;
  let [jobs, out, only]: [number, string, string[]] = [1, 'reproduction', []];
  const { knobs, backend, help } = readFlags({
    seeds: (value) => {
      seeds = whole('seeds', value, 1000);
    },
    jobs: (value) => {
      jobs = whole('jobs', value, 64);
    },
    out: (value) => {
      out = given('out', value, 'a folder');
    },
    only: (value) => {
      only = given('only', value, 'rows or groups, separated by commas').split(',');
    },
  });
  const wish = {
    ...(seeds !== undefined && { seeds }),
    only: only.map((name) => name.trim()),
    knobs,
    backend,
  };
  return { wish, out, jobs, help };
}

function whole(name: string, text: string, most: number): number {
  const read = readNumber(text);
  const value = 'value' in read ? read.value : Number.NaN;
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw misread(`--${name} ${text}`, `a whole number from 1 to ${most}`);
  return value;
}

function given(name: string, text: string, want: string): string {
  if (text.trim() === '') throw misread(`--${name} without a value`, want);
  return text;
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked.help) {
    process.stdout.write(help());
    return 0;
  }
  const engine = engineVersion();
  const plan = planOf(asked.wish, engine);
  const runs = join(asked.out, 'runs');
  // another engine may measure other numbers
  const shared = join(asked.out, 'shared', engine);
  const progress = new Progress(
    (line) => process.stderr.write(`${line}\n`),
    () => performance.now() / 1000,
  );
  const outcomes = await runAll(plan, runs, engine, asked.jobs, headless(shared, trainDoor()), progress);
  const createdAt = new Date().toISOString();
  const results = resultsOf(plan, outcomes, { createdAt, engine });
  const files = await writeFolder(asked.out, results);
  process.stdout.write(`${files.map((name) => join(asked.out, name)).join('\n')}\n`);
  return results.failures.length === 0 ? 0 : 1;
}

open(main, {
  doing: 'reproducing the table',
  stopped: () => 'Stopped. Finished runs are kept, and the same command continues.',
});
