import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Trouble, troubleOf } from '../base/errors.ts';
import type { Baseline, Measure, Summary } from '../base/messages.ts';
import { readRunJson } from '../export/read-run.ts';
import { type RunLane, runJson } from '../export/run-json.ts';
import type { Plan, Planned } from './plan.ts';

/** A run that finished, with all its reports. */
export interface Finished extends RunLane {
  readonly baseline: Baseline;
  readonly final: Measure;
  readonly summary: Summary;
}

/** Makes one run. `onProgress` gets the share that is done, 0..1. Throws a TroubleError if the run does not finish. */
export type Runner = (run: Planned, onProgress: (share: number) => void) => Promise<Finished>;

export interface RunOutcome {
  readonly run: Planned;
  readonly lane?: Finished;
  readonly trouble?: Trouble;
}

/** Hears of runs while they are made. */
export interface Listener {
  /** At the start: how many runs there are, and how many of them were kept. */
  begun(all: number, kept: number): void;
  broken(file: string, why: string): void;
  /** A run is done to this share, 0..1. */
  at(run: Planned, share: number): void;
  ended(outcome: RunOutcome): void;
}

/**
 * Makes every run of a plan that `folder` does not hold yet, `jobs` at a time. It keeps each as soon as it ends, in a
 * file as the page exports it. A broken file is reported and made again. A run that fails is an outcome, and others
 * go on.
 */
export async function runAll(
  plan: Plan,
  folder: string,
  engine: string,
  jobs: number,
  runner: Runner,
  listener: Listener,
): Promise<RunOutcome[]> {
  mkdirSync(folder, { recursive: true });
  const outcomes = new Map<string, RunOutcome>();
  const missing = new Map<string, Planned>();
  for (const run of plan.runs) {
    const lane = kept(join(folder, run.file), run, listener);
    if (lane) outcomes.set(run.file, { run, lane });
    else missing.set(run.file, run);
  }
  const files = new Set(plan.runs.map(({ file }) => file));
  listener.begun(files.size, files.size - missing.size);
  const queue = [...missing.values()];
  const work = async () => {
    for (let run = queue.shift(); run; run = queue.shift()) {
      const outcome = await make(run, folder, engine, runner, listener);
      outcomes.set(run.file, outcome);
      listener.ended(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return plan.runs.map((run) => ({ ...(outcomes.get(run.file) as RunOutcome), run }));
}

async function make(
  run: Planned,
  folder: string,
  engine: string,
  runner: Runner,
  listener: Listener,
): Promise<RunOutcome> {
  try {
    const lane = await runner(run, (share) => listener.at(run, share));
    const text = runJson({ createdAt: new Date().toISOString(), playground: engine, lanes: [lane] });
    const path = join(folder, run.file);
    const part = `${path}.part`;
    // renaming makes the file appear whole or not at all
    writeFileSync(part, text);
    renameSync(part, path);
    return { run, lane };
  } catch (thrown) {
    return {
      run,
      trouble: troubleOf(
        thrown,
        `running ${run.system.label}, seed ${run.seed}`,
        'Start again: finished runs are kept',
      ),
    };
  }
}

function kept(path: string, run: Planned, listener: Listener): Finished | undefined {
  rmSync(`${path}.part`, { force: true });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    const [lane] = readRunJson(text).lanes;
    return finished(lane, run);
  } catch (thrown) {
    listener.broken(path, thrown instanceof Error ? thrown.message : String(thrown));
    return undefined;
  }
}

/** `lane` as a finished run of this config. Throws an Error if it is none. */
export function finished(lane: RunLane | undefined, run: Planned): Finished {
  const { baseline, final, summary } = lane ?? {};
  if (!lane || !baseline || !final || !summary) throw new Error('the run in it did not finish');
  const other = Object.keys(run.config).find((key) => lane.config[key] !== run.config[key]);
  if (other !== undefined) throw new Error(`the run in it has another ${other}`);
  return { ...lane, baseline, final, summary };
}
