import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunConfig } from '../base/config.ts';
import { ended, type Trouble, TroubleError } from '../base/errors.ts';
import type { BackendInfo, Baseline, Measure, Report, Summary } from '../base/messages.ts';
import { readRunJson } from '../export/read-run.ts';
import { runJson } from '../export/run-json.ts';
import { flagsOf } from './plan.ts';
import { finished, type Runner } from './runs.ts';

/** Characters kept of a child's last words, enough to see why it ended. */
const LAST_WORDS = 2000;

/** The start of the headless door: arguments of Node, and the folder in which they hold. */
interface Door {
  readonly args: readonly string[];
  readonly cwd: string;
}

const children = new Set<ChildProcess>();

// nothing is kept of a run under way
process.on('exit', () => {
  for (const child of children) child.kill();
});

/** Reports of a session that a file keeps. */
interface Heard {
  backend?: BackendInfo;
  config?: RunConfig;
  baseline?: Baseline;
  final?: Measure;
  summary?: Summary;
  trouble?: Trouble;
}

/** A runner that makes each run by the headless door in a process of its own, so that a run that crashes takes no
 *  other with it. Numbers that runs share, such as the k-NN of raw pixels, are measured once and kept in `shared`. */
export const headless =
  (shared: string, { args, cwd }: Door): Runner =>
  async (run, onProgress) => {
    const heard: Heard = {};
    const child = spawn(process.execPath, [...args, '--shared', resolve(shared), ...flagsOf(run)], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = `${words}${text}`.slice(-LAST_WORDS);
    });
    const closed = new Promise<string>((close, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => close(signal ?? String(code)));
    });
    const read = (async () => {
      for await (const line of createInterface({ input: child.stdout }))
        hear(JSON.parse(line), heard, onProgress);
    })();
    try {
      const [ending] = await Promise.all([closed, read]);
      const { backend, config, baseline, final, summary, trouble } = heard;
      if (trouble && !summary) throw new TroubleError(trouble);
      if (!backend || !config || !summary)
        throw new TroubleError({
          kind: 'crash',
          failed: `The run ended with ${ending} and no summary`,
          ...(words && { why: ended(words.trim().split('\n').at(-1) ?? '') }),
          todo: 'Start again: finished runs are kept. If it fails again, please report it with this text.',
        });
      const lane = {
        config,
        backend,
        series: {},
        summary,
        ...(baseline && { baseline }),
        ...(final && { final }),
      };
      // reading it back turns the words for NaN and Infinity, which JSON does not have, into numbers
      const [whole] = readRunJson(runJson({ createdAt: '', playground: '', lanes: [lane] })).lanes;
      return finished(whole, run);
    } finally {
      if (child.exitCode === null) child.kill();
      children.delete(child);
    }
  };

function hear(report: Report, heard: Heard, onProgress: (share: number) => void): void {
  if (report.type === 'device') heard.backend = report.backend;
  else if (report.type === 'started') heard.config = report.config;
  else if (report.type === 'baseline') heard.baseline = report;
  else if (report.type === 'summary') heard.summary = report;
  else if (report.type === 'trouble') heard.trouble = report.trouble;
  else if (report.type === 'measure') {
    heard.final = report;
    onProgress(report.step / report.steps);
  }
}
