import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { knobsOf, readPairs } from './base/config.ts';
import { type Trouble, TroubleError, troubleOf } from './base/errors.ts';
import type { BackendChoice } from './base/messages.ts';
import { endChildren, headless } from './reproduce/child.ts';
import { engineVersion } from './reproduce/engine.ts';
import { writeFolder } from './reproduce/folder.ts';
import { groupsOf, planOf, table, type Wish } from './reproduce/plan.ts';
import { Progress } from './reproduce/progress.ts';
import { resultsOf } from './reproduce/results.ts';
import { runAll } from './reproduce/runs.ts';
import { catalogue } from './train/menu.ts';

// The paper's table at toy scale: every run of it, and a folder of results, tables and figures.

const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];

function help(): string {
  const systems = table();
  const groups = groupsOf(systems).map(
    ({ id, title, rows }) => `  ${id}\n      ${title}: ${rows.join(', ')}`,
  );
  return [
    'npm run reproduce -- [--seeds N] [--steps N] [--only ROWS] [--out FOLDER] [--jobs N]',
    '',
    'Runs the paper’s table at toy scale and writes results.json, results.csv, report.md and the figures. Runs that',
    'finished are kept in FOLDER/runs: after an interruption the same command goes on. Exit code 0 only when every',
    'run finished.',
    '',
    '  --seeds N\n      Seeds 1 to N of every row; default 3.',
    '  --only ROW,GROUP,...\n      Rows or groups of the table; default all.',
    '  --out FOLDER\n      Default ./reproduction.',
    '  --jobs N\n      Runs at once, each in a process of its own; default 1.',
    `  --backend VALUE\n      one of ${BACKENDS.join(', ')}; default auto.`,
    '  --KNOB VALUE\n      A knob for every row, such as --steps 2000 or --dataset mnist; a row’s own go over it.',
    '      npm run headless -- --help lists them.',
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
  const knobs = [...knobsOf(catalogue).keys()];
  const names = [...knobs, 'seeds', 'only', 'out', 'jobs', 'backend'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({
    options: { ...options, help: { type: 'boolean' } },
    strict: false,
    tokens: true,
  });
  const pairs: [string, string][] = [];
  let asksHelp = false;
  let [seeds, jobs, out, only]: [number, number, string, string[]] = [3, 1, 'reproduction', []];
  let backend: BackendChoice = 'auto';
  for (const token of tokens) {
    if (token.kind !== 'option') {
      if (token.kind === 'positional') throw misread(`"${token.value}"`, 'flags of the form --name value');
      continue;
    }
    const value = token.value ?? '';
    if (token.name === 'help') asksHelp = true;
    else if (token.name === 'seeds') seeds = whole('seeds', value, 1000);
    else if (token.name === 'jobs') jobs = whole('jobs', value, 64);
    else if (token.name === 'out') out = given('out', value, 'a folder');
    else if (token.name === 'only')
      only = given('only', value, 'rows or groups, separated by commas').split(',');
    else if (token.name === 'backend') {
      const found = BACKENDS.find((name) => name === value);
      if (!found) throw misread(`--backend ${value}`, `one of ${BACKENDS.join(', ')}`);
      backend = found;
    } else {
      // an unknown name is told before its value is taken for a stray word
      if (!(token.name in options)) readPairs([[token.name, value]], catalogue);
      pairs.push([token.name, value]);
    }
  }
  return {
    wish: { seeds, only: only.map((name) => name.trim()), knobs: readPairs(pairs, catalogue), backend },
    out,
    jobs,
    help: asksHelp,
  };
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 1 || value > most)
    throw misread(`--${name} ${text}`, `a whole number from 1 to ${most}`);
  return value;
}

function given(name: string, text: string, want: string): string {
  if (text.trim() === '') throw misread(`--${name} without a value`, want);
  return text;
}

function misread(came: string, want: string): TroubleError {
  return new TroubleError({ kind: 'config', came, wanted: want, todo: 'See --help.' });
}

function say({ came, wanted: want, todo }: Trouble): void {
  process.stderr.write(`${came}\nwanted: ${want}\n${todo}\n`);
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
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => {
      endChildren();
      process.stderr.write(`stopped; finished runs are kept in ${runs}, and the same command goes on\n`);
      process.exit(code);
    });
  const progress = new Progress(
    (line) => process.stderr.write(`${line}\n`),
    () => performance.now() / 1000,
  );
  const outcomes = await runAll(plan, runs, engine, asked.jobs, headless, progress);
  const createdAt = new Date().toISOString();
  const results = resultsOf(plan, outcomes, { createdAt, engine, seeds: asked.wish.seeds });
  const files = await writeFolder(asked.out, results);
  process.stdout.write(`${files.map((name) => join(asked.out, name)).join('\n')}\n`);
  return results.failures.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    say(troubleOf(thrown, 'reproducing the table'));
    process.exitCode = 1;
  },
);
