import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { knobsOf, readPairs } from './base/config.ts';
import { type Trouble, TroubleError, troubleOf } from './base/errors.ts';
import { wanted } from './base/knobs.ts';
import type { BackendChoice, Measure, Report } from './base/messages.ts';
import { readPacked } from './data/mnist-pack.ts';
import { replacer } from './export/json-field.ts';
import { Inbox } from './train/inbox.ts';
import { catalogue } from './train/menu.ts';
import { runSession } from './train/session.ts';
import { openDevice } from './worker/device.ts';
import { wasmFiles } from './worker/wasm-files.ts';

// Config in, reports out: one JSON line each on standard output, progress on standard error.

const BACKENDS: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'cpu'];

function help(): string {
  const knobs = [...knobsOf(catalogue)].map(
    ([key, knob]) =>
      `  --${key} VALUE\n      ${knob.label}: ${wanted(knob)}; default ${knob.default}.\n      ${knob.hint}`,
  );
  return [
    'npm run headless -- [--KNOB VALUE ...]',
    '',
    'Trains one lane in Node and prints one JSON report a line; the last line is the summary.',
    'Exit code 0 only when the run finished.',
    '',
    '  --config FILE.json\n      A config to start from: an object of the settings below; flags go over it.',
    `  --backend VALUE\n      one of ${BACKENDS.join(', ')}; default auto.`,
    ...knobs,
    '',
  ].join('\n');
}

interface Asked {
  readonly config: Readonly<Record<string, unknown>>;
  readonly backend: BackendChoice;
  readonly help: boolean;
}

function readArguments(): Asked {
  const options = Object.fromEntries(
    [...knobsOf(catalogue).keys(), 'backend', 'config'].map((key) => [key, { type: 'string' as const }]),
  );
  const pairs: [string, string][] = [];
  let backend: BackendChoice = 'auto';
  let asksHelp = false;
  let file: Readonly<Record<string, unknown>> = {};
  const { tokens } = parseArgs({
    options: { ...options, help: { type: 'boolean' } },
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') {
      if (token.kind === 'positional') throw misread(`"${token.value}"`, 'flags of the form --name value');
      continue;
    }
    const value = token.value ?? '';
    if (token.name === 'help') asksHelp = true;
    else if (token.name === 'config') file = readConfig(value);
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
  return { config: { ...file, ...readPairs(pairs, catalogue) }, backend, help: asksHelp };
}

/** A flat config from a file; what it holds is checked where every config is. */
function readConfig(path: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw misread(`--config ${path} (${String(thrown)})`, 'a readable JSON file');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw misread(`--config ${path}, which is no object`, 'an object of settings, such as {"K": 256}');
  return parsed as Record<string, unknown>;
}

function misread(came: string, want: string): TroubleError {
  return new TroubleError({ kind: 'config', came, wanted: want, todo: 'See --help.' });
}

function say({ came, wanted: want, todo }: Trouble): void {
  process.stderr.write(`${came}\nwanted: ${want}\n${todo}\n`);
}

function progress(report: Measure): void {
  const { step, steps, stepsPerSecond, secondsLeft } = report;
  process.stderr.write(
    `step ${step}/${steps}  ${stepsPerSecond.toFixed(1)} steps/s  ${Math.ceil(secondsLeft)} s left\n`,
  );
}

/** Typed arrays as plain ones and numbers that JSON does not have as words, so that a line reads back as the report
 *  it was. */
const line = (report: Report) => JSON.stringify(report, replacer);

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked.help) {
    process.stdout.write(help());
    return 0;
  }
  const inbox = new Inbox();
  inbox.push({ type: 'grant', report: Number.POSITIVE_INFINITY });
  let finished = false;
  await runSession(asked.config, asked.backend, {
    inbox,
    read: readPacked,
    openDevice: (choice, onLost) => openDevice(choice, wasmFiles(), onLost),
    rest: () => new Promise((resolve) => setImmediate(resolve)),
    shared: (_, measure) => measure(),
    now: () => performance.now() / 1000,
    post: (report) => {
      if (report.type === 'trouble') say(report.trouble);
      // nobody is there to resume a lane that paused at its last good state
      if (report.type === 'phase' && report.phase === 'paused') inbox.push({ type: 'stop' });
      if (report.type === 'measure') progress(report);
      if (report.type === 'summary') finished = true;
      // the summary stays the last line
      if (report.type === 'phase' && report.phase === 'done') return;
      process.stdout.write(`${line(report)}\n`);
    },
  });
  return finished ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (thrown: unknown) => {
    say(troubleOf(thrown, 'reading the arguments'));
    process.exitCode = 1;
  },
);
