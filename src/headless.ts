import { type Course, knobsOf, NO_COURSE, type RunConfig } from './base/config.ts';
import { idleSettings } from './base/idle-settings.ts';
import { wanted } from './base/knobs.ts';
import { RESULTS } from './base/measures.ts';
import type { Measure, Report, Summary } from './base/messages.ts';
import { replacer } from './export/json-field.ts';
import { BACKEND_HELP, type Flags, readFlags } from './node/command-line.ts';
import { DEBUG_HELP, open, say } from './node/door.ts';
import { endSoon } from './node/gpu.ts';
import { nodeHost } from './node/host.ts';
import { commandLine, INSTALLED } from './node/installed.ts';
import { misread } from './node/misread.ts';
import { readRunSettings } from './node/run-settings.ts';
import { sharedIn } from './node/shared-folder.ts';
import { flagWords } from './torch/flag-table.ts';
import { laneSettings } from './train/lane/lane-settings.ts';
import { catalogue, checked } from './train/lane/menu.ts';
import { runSession } from './train/session/run-session.ts';

// Config in, reports out: one JSON line each on standard output, progress on standard error.

function help(): string {
  const knobs = [...knobsOf(catalogue)].map(
    ([key, knob]) =>
      `  --${key} VALUE\n      ${knob.label}: ${wanted(knob)}; default ${knob.default}.\n      ${knob.hint}`,
  );
  return [
    `${commandLine('train')} [--SETTING VALUE ...]`,
    '',
    'Trains one lane in Node and prints one JSON report per line. The last line is the summary.',
    'The exit code is 0 only if the run finished.',
    ...(INSTALLED === undefined
      ? ['Without -s npm prints two lines of its own first, which are not JSON.']
      : []),
    '',
    '  --config FILE.json\n      A config to start from: an object of the settings below. Or a saved run, whose live changes are repeated.\n      Changes are a list: "changes": [{"step": 120, "key": "lr", "value": 0.01}]. Flags override settings.',
    '  --lane N\n      The lane of a run file with several, from 1.',
    '  --shared FOLDER\n      Shares numbers between runs, such as the k-NN of raw pixels, by files in this folder.',
    '  --print-flags\n      Prints the nearest settings of DINO, iBOT, DINOv2, CAPI, CARP, SwAV, solo-learn and lightly, and trains nothing.',
    BACKEND_HELP,
    DEBUG_HELP,
    ...knobs,
    '',
  ].join('\n');
}

interface Asked extends Flags {
  readonly config: Readonly<Record<string, unknown>>;
  readonly course: Course;
  /** The folder of numbers that runs share. */
  readonly shared?: string;
  /** True: other projects' settings are printed, and nothing trains. */
  readonly printFlags: boolean;
}

async function readArguments(): Promise<Asked> {
  let path: string | undefined;
  let shared: string | undefined;
  let lane: number | undefined;
  let printFlags = false;
  const own = {
    config: (given: string) => {
      path = given;
    },
    lane: (given: string) => {
      lane = Number(given);
      if (!Number.isInteger(lane) || lane < 1) throw misread(`--lane ${given}`, 'a number from 1');
    },
    shared: (folder: string) => {
      if (folder.trim() === '') throw misread('--shared without a value', 'a folder');
      shared = folder;
    },
  };
  const flags = readFlags(own, {
    'print-flags': () => {
      printFlags = true;
    },
  });
  const { config, course } =
    path === undefined || flags.help ? { config: {}, course: NO_COURSE } : await readRunSettings(path, lane);
  const settings = { ...config, ...flags.knobs };
  return { ...flags, config: settings, course, printFlags, ...(shared !== undefined && { shared }) };
}

/** The run's position, for who stops it. */
let at = 'the start';

function progress(report: Measure): void {
  const { step, steps, stepsPerSecond, secondsLeft } = report;
  at = `step ${step} of ${steps}`;
  process.stderr.write(
    `step ${step}/${steps}  ${stepsPerSecond.toFixed(1)} steps/s  ${Math.ceil(secondsLeft)} s left\n`,
  );
}

/** Says which settings change nothing in this run, in one line. */
function noteIdle(config: RunConfig): void {
  const notes = idleSettings(config).map(({ key, says }) => `${key}: ${says}`);
  if (notes.length > 0) process.stderr.write(`Note: ${notes.join(' ')}\n`);
}

/** Renamed measures of a summary, by their former names. */
const formerly = (summary: Summary) =>
  Object.fromEntries(RESULTS.flatMap(({ formerly: name, id }) => (name ? [[name, summary[id]]] : [])));

/** A report as one line of JSON that reads back as the same report: typed arrays become plain ones, and NaN and
 *  Infinity become words. A summary has renamed measures under their former names as well, for scripts that read them. */
const line = (report: Report) =>
  JSON.stringify(report.type === 'summary' ? { ...report, ...formerly(report) } : report, replacer);

async function main(): Promise<number> {
  const asked = await readArguments();
  if (asked.help) {
    process.stdout.write(help());
    return 0;
  }
  if (asked.printFlags) {
    process.stdout.write(flagWords(laneSettings(checked(asked.config))));
    return 0;
  }
  const host = nodeHost();
  host.inbox.push({ type: 'grant', report: Number.POSITIVE_INFINITY });
  let finished = false;
  await runSession(
    asked.config,
    asked.backend,
    {
      ...host,
      ...(asked.shared !== undefined && { shared: sharedIn(asked.shared) }),
      post: (report) => {
        if (report.type === 'trouble') say(report.trouble);
        // nobody resumes a lane that paused at its last good state
        if (report.type === 'phase' && report.phase === 'paused') host.inbox.push({ type: 'stop' });
        if (report.type === 'started') noteIdle(report.config);
        if (report.type === 'measure') progress(report);
        if (report.type === 'summary') finished = true;
        // the summary stays the last line
        if (report.type === 'phase' && report.phase === 'done') return;
        process.stdout.write(`${line(report)}\n`);
      },
    },
    asked.course,
  );
  if (asked.backend === 'webgpu') endSoon();
  return finished ? 0 : 1;
}

open(main, { doing: 'training', stopped: () => `Stopped at ${at}. Reports so far are whole.` });
