import { parseArgs } from 'node:util';
import type { PeerName } from './peer.ts';

/** A benchmark's orders. */
export interface Flags {
  /** Parts whose name contains one of these; all when empty. */
  readonly only: readonly string[];
  /** Engines that take part; all when empty. */
  readonly engines: readonly string[];
  readonly steps: number | undefined;
  readonly turns: number;
  /** True: parts that do not run now stay in the result files as they were. */
  readonly keep: boolean;
  /** True: bench:gpu may run on a software driver. */
  readonly software: boolean;
  /** Result files, without their ending. */
  readonly out: string;
}

const TURNS = 7;
const ENGINES: readonly PeerName[] = ['ours', 'idiomatic', 'jax-js', 'pytorch'];

export function readFlags(program: string, parts: readonly string[], out: string): Flags {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      engines: { type: 'string' },
      steps: { type: 'string' },
      turns: { type: 'string' },
      keep: { type: 'boolean' },
      software: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(
      [
        `npm run ${program} -- [--only PART,PART] [--engines NAME,NAME] [--turns N] [--steps N] [--keep] [--software] [--out FILE]`,
        '',
        '  --only    parts whose name contains one of these words',
        `  --engines ${ENGINES.join(', ')}; default all`,
        `  --turns   how often engines take their turn; default ${TURNS}`,
        '  --steps   steps of a turn; default as many as take 0.6 s, and 500 in the page',
        '  --keep    keep what an earlier run found of other parts',
        '  --software  let bench:gpu run without a GPU, to try the benchmark itself out',
        `  --out     results, without ending; default ${out}`,
        '',
        `parts: ${parts.join(' ')}`,
        '',
      ].join('\n'),
    );
    process.exit(0);
  }
  const only = values.only?.split(',').filter((word) => word) ?? [];
  for (const word of only)
    if (!parts.some((part) => part.includes(word)))
      throw new Error(`--only ${word} fits no part of ${parts.join(' ')}`);
  const engines = values.engines?.split(',').filter((name) => name) ?? [];
  for (const name of engines)
    if (!ENGINES.some((known) => known === name))
      throw new Error(`--engines ${name} is none of ${ENGINES.join(', ')}`);
  return {
    only,
    engines,
    steps: values.steps === undefined ? undefined : count('steps', values.steps),
    turns: values.turns === undefined ? TURNS : count('turns', values.turns),
    keep: values.keep ?? false,
    software: values.software ?? false,
    out: values.out ?? out,
  };
}

/** True if a part is asked for: by one of the words of --only, or by none of them. */
export const asked = ({ only }: Flags, part: string) =>
  only.length === 0 || only.some((word) => part.includes(word));

/** True if an engine takes part. */
export const plays = ({ engines }: Flags, peer: PeerName) => engines.length === 0 || engines.includes(peer);

function count(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${flag} ${text}: wanted a whole number from 1`);
  return value;
}
