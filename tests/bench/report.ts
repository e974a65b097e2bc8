import { COUNT_HEAD, countRow } from './count-report.ts';
import type { CountOutcome } from './count-run.ts';
import { exponent, type Grown } from './growth.ts';
import type { Outcome, Standing } from './match.ts';
import type { Measured } from './measured.ts';
import type { PageRun } from './page-run.ts';
import type { PeerName } from './peer.ts';

/** Everything that was found: part by part, since a part can run alone. */
export interface Results {
  readonly machine: string;
  readonly host: string;
  readonly outcomes: readonly (Outcome & Measured)[];
  readonly growth: readonly (Grown & Measured)[];
  readonly pages: readonly (PageRun & Measured)[];
  readonly counts: readonly (CountOutcome & Measured)[];
}

export const TITLES: Readonly<Record<PeerName, string>> = {
  ours: 'this engine',
  idiomatic: 'TensorFlow.js as usual',
  'jax-js': 'jax-js, jit',
  pytorch: 'PyTorch, 1 thread',
  'pytorch eager': 'PyTorch on the GPU',
  'pytorch graph': 'PyTorch on the GPU, one CUDA graph',
  'pytorch tf32': 'PyTorch on the GPU, tf32',
};

/** The tables that the README quotes. */
export function markdown({ machine, host, outcomes, growth, pages, counts }: Results): string {
  const all = [...outcomes, ...growth, ...pages, ...counts];
  const when = [...new Set(all.map(({ date, commit }) => `${date} at ${commit}`))].join(', ');
  return [
    `Measured ${when} on ${machine}, in ${host}. Engines took turns; times are milliseconds a step,`,
    'median (minimum); a ratio is the median over turns of their time over ours, and is left out where the losses',
    'of four steps differ by more than 0.0001. This engine alone also finds each step which prototypes win and how',
    'much each is assigned.',
    '',
    ...(outcomes.length > 0
      ? table(
          ['config', 'on', 'engine', 'ms a step', 'over ours', 'loss after 3 steps'],
          outcomes.flatMap(timeRows),
        )
      : []),
    ...(outcomes.some(counted)
      ? [
          '',
          'WebGPU calls a step, in steady state:',
          '',
          ...table(
            [
              'config',
              'engine',
              'dispatches',
              'submits',
              'passes',
              'buffers created',
              'writes',
              'reads in 10',
            ],
            outcomes.flatMap(countRows),
          ),
        ]
      : []),
    ...(growth.length > 0
      ? [
          '',
          'Cost against size, compact MLP with one size grown; milliseconds a step (median), and the exponent over the',
          'last four sizes (minima; 1 is linear):',
          '',
          ...table(['grows', 'on', 'engine', 'size: ms', 'exponent'], growth.map(growthRow)),
        ]
      : []),
    ...pages.flatMap(pageLines),
    ...(counts.length > 0
      ? [
          '',
          'Unique prototypes of a checkpoint, counted in Node and by NumPy with OpenBLAS, in turns; median (minimum). NumPy’s',
          'float32 may place a pair at an ε on its other side. Ours also finds uniformity, nearest neighbours and 39 more ε.',
          '',
          ...table(COUNT_HEAD, counts.map(countRow)),
        ]
      : []),
    '',
  ].join('\n');
}

/** Long tasks that are told one by one. */
const TOLD = 5;

function pageLines({ lanes, steps, seconds, badge, page, shares, unseen }: PageRun): string[] {
  const { script, style, layout, paint, all, longTasks, heaviestTask, heavyTasks } = page;
  const each = (spent: number) => ((1000 * spent) / (lanes * steps)).toFixed(2);
  const tasks = longTasks
    .slice(0, TOLD)
    .map(([clock, processor]) => `${clock.toFixed(0)}, of the processor ${processor.toFixed(0)}`);
  const rest = all - script - style - layout - paint;
  return [
    '',
    `${lanes} default lanes in the page, ${steps} steps each with everything it measures and draws: ${seconds.toFixed(1)} s`,
    `(${badge}). The page’s own thread took ${each(all)} ms of the processor for a step of a lane: script ${each(script)},`,
    `style ${each(style)}, layout ${each(layout)}, paint ${each(paint)}, the rest ${each(rest)}. Its heaviest task took ${heaviestTask.toFixed(0)} ms, and`,
    `${heavyTasks} took more than 50 ms. By the clock, with ${lanes} lanes on the same processors, ${longTasks.length} did`,
    `(${tasks.join('; ') || 'none'}${longTasks.length > TOLD ? '; ...' : ''}).`,
    ...(unseen === undefined
      ? []
      : [`While nobody sees the page, lanes train at ${unseen.toFixed(2)} of their speed in sight.`]),
    '',
    ...table(
      ['a lane’s worker', 'share of its time'],
      Object.entries(shares).map(([work, share]) => [work, `${(100 * share).toFixed(1)}%`]),
    ),
  ];
}

const counted = ({ standings }: Outcome) => standings.some(({ counts }) => counts);

export const on = ({ adapter, software }: { adapter: string; software: boolean }) =>
  `${adapter}${software && !adapter.includes('software') ? ' (software adapter)' : ''}`;

export const short = (value: number) => (value < 100 ? value.toFixed(1) : value.toFixed(0));

function timeRows({ contest, standings, ratios, absent }: Outcome): string[][] {
  const config = `${contest.says} · ${contest.backend}`;
  const over = ({ peer }: Standing) => {
    if (peer === 'ours') return '1';
    const found = ratios.find((ratio) => ratio.peer === peer);
    if (!found) return '';
    return found.median === undefined
      ? `losses differ by ${found.difference}`
      : `${found.median.toFixed(1)} x`;
  };
  return [
    ...standings.map((one) => [
      config,
      on(one),
      TITLES[one.peer],
      `${short(one.median)} (${short(one.min)})`,
      over(one),
      one.losses.at(-1)?.toFixed(5) ?? '',
    ]),
    ...(Object.entries(absent) as [PeerName, string][]).map(([peer, why]) => [
      config,
      '',
      TITLES[peer],
      `did not run: ${why.split('\n')[0]}`,
      '',
      '',
    ]),
  ];
}

function countRows({ contest, standings }: Outcome): string[][] {
  return standings.flatMap(({ peer, counts, counted: steps }) =>
    counts
      ? [
          [
            contest.says,
            TITLES[peer],
            ...[counts.dispatches, counts.submits, counts.passes, counts.buffersCreated, counts.writes].map(
              (count) => String(Math.round((100 * count) / steps) / 100),
            ),
            String((10 * counts.readBacks) / steps),
          ],
        ]
      : [],
  );
}

function growthRow(grown: Grown): string[] {
  const power = exponent(grown);
  return [
    grown.knob,
    `${grown.backend}, ${on(grown)}`,
    TITLES[grown.peer],
    grown.points.map(({ size, median }) => `${size}: ${short(median)}`).join(', ') +
      (grown.end ? ` (ends: ${grown.end.split('\n')[0]})` : ''),
    power === undefined ? '' : power.toFixed(2),
  ];
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}
