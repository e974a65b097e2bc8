import { said } from '../../../src/base/errors.ts';
import type { Measure, Report, Summary } from '../../../src/base/messages.ts';
import { lastLines, runScript, scriptFile } from '../children.ts';
import { round } from '../numbers.ts';
import type { PartRecord } from '../record.ts';

export interface RunFound {
  /** Of the whole process. */
  readonly seconds: number;
  readonly device: string | undefined;
  readonly stepsPerSecond: number;
  readonly lossFirst: number | undefined;
  readonly lossLast: number | undefined;
  readonly summary: Summary;
}

/** A run is cut off after so many seconds. */
const MOST = 70;
const QUICK_MOST = 280;

const RUNS: readonly (readonly [string, readonly string[]])[] = [
  ['carp joint, 500 steps', ['--prototypes', 'joint']],
  ['carp decoupled, 500 steps', ['--prototypes', 'decoupled']],
  [
    'carp joint, K 65,536, D 256, 100 steps',
    '--prototypes joint --K 65536 --D 256 --steps 100 --eval_every 100'.split(' '),
  ],
];
const QUICK_RUNS = [
  [
    'carp joint, 4 small steps',
    '--prototypes joint --steps 4 --batch 8 --K 64 --eval_images 50 --encoder mlp --mlp.hidden 16 --carp.partition_size 16'.split(
      ' ',
    ),
  ],
] as const satisfies typeof RUNS;

/** Whole runs, as `npm run headless` makes them. */
export async function run(record: PartRecord): Promise<void> {
  for (const [name, flags] of record.quick ? QUICK_RUNS : RUNS)
    await record.item(name, async (): Promise<RunFound> => {
      const from = performance.now();
      const { code, out, err } = await runScript(scriptFile('headless'), ['--backend', 'webgpu', ...flags], {
        seconds: Math.max(1, Math.min(record.left - 2, record.quick ? QUICK_MOST : MOST)),
      });
      const reports = reportsOf(out);
      const summary = reports.find((report) => report.type === 'summary');
      const device = reports.find((report) => report.type === 'device');
      const trouble = reports.find((report) => report.type === 'trouble');
      if (!summary)
        throw new Error(
          `no summary, ended with ${code}: ${(trouble && said(trouble.trouble)) ?? lastLines(err, 4).slice(-600)}`,
        );
      const losses = reports.flatMap((report) => (report.type === 'measure' ? lossOf(report) : []));
      return {
        seconds: round((performance.now() - from) / 1000),
        device: device?.backend.adapter,
        stepsPerSecond: round(summary.steps / summary.seconds),
        lossFirst: losses[0],
        lossLast: losses.at(-1),
        summary,
      };
    });
}

const lossOf = ({ loss }: Measure) => (typeof loss === 'number' ? [loss] : []);

/** The last line is torn where a run was cut off. */
function reportsOf(out: string): Report[] {
  return out.split('\n').flatMap((line): Report[] => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}
