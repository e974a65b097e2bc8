import type { Contestant } from './contest.ts';
import type { Contest } from './contests.ts';
import type { Counts } from './counts.ts';
import type { PeerName } from './peer.ts';

/** The result of one engine. Times in milliseconds a step. */
export interface Standing {
  readonly peer: PeerName;
  readonly adapter: string;
  readonly software: boolean;
  /** At steps 1 to 4: the last after three updates. */
  readonly losses: readonly number[];
  /** Opening and the first step: compiling, mostly. */
  readonly start: number;
  readonly times: readonly number[];
  readonly median: number;
  readonly min: number;
  /** Of the median step, until the engine had asked for all of its work. */
  readonly asking: number;
  /** Of `counted` steps; webgpu only. */
  readonly counts?: Counts;
  readonly counted: number;
  /** In compute passes, by the GPU's own clock, where it was asked and has one. */
  readonly kernels?: number;
}

/** Ours against another. Undefined where their losses differ: then they do not do the same work. */
interface Ratio {
  readonly peer: PeerName;
  /** Largest difference between the losses. */
  readonly difference: number;
  /** Their time over ours: the median over turns, and minimum over minimum. */
  readonly median?: number;
  readonly min?: number;
}

export interface Outcome {
  readonly contest: Contest;
  readonly standings: readonly Standing[];
  readonly ratios: readonly Ratio[];
  /** Engines that did not take part, and why. */
  readonly absent: Readonly<Partial<Record<PeerName, string>>>;
}

export interface MatchOptions {
  readonly turns: number;
  /** Steps of a turn; else as many as fit TURN. */
  readonly steps?: number | undefined;
  /** True: read the GPU's own clock too. */
  readonly clock?: boolean;
  say(line: string): void;
}

const COUNTED = 10;
const LOSSES = 4;
const WARM = 3;
/** A turn lasts about this long, so that timer and wait do not weigh. */
const TURN = 600;
const MOST_STEPS = 50;
/** Engines slower than this take few turns. */
const SLOW = 2000;
const SLOW_TURNS = 3;
const SLOW_COUNTED = 2;
/** Equal losses, for engines that add up in different orders. */
const TOLERANCE = 1e-4;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

interface Entered extends Omit<Standing, 'times' | 'median' | 'min' | 'asking'> {
  readonly contestant: Contestant;
  readonly steps: number;
  readonly turns: number;
  readonly times: number[];
  readonly asking: number[];
}

/** Opens every engine, then times them in turn: A, B, C, A, B, C ... so that what else the machine does falls
 *  on all of them. */
export async function match(
  contest: Contest,
  enter: (peer: PeerName) => Promise<Contestant>,
  options: MatchOptions,
): Promise<Outcome> {
  const entered: Entered[] = [];
  const absent: Partial<Record<PeerName, string>> = {};
  for (const peer of contest.peers) {
    let contestant: Contestant | undefined;
    try {
      contestant = await enter(peer);
      entered.push(await warm(peer, contestant, contest, options));
    } catch (thrown) {
      absent[peer] = thrown instanceof Error ? thrown.message : String(thrown);
      options.say(`  ${peer}: ${absent[peer]}`);
      await contestant?.close();
    }
  }
  for (let turn = 0; turn < options.turns; turn++)
    for (const one of entered) {
      if (turn >= one.turns) continue;
      const { step, asking } = await one.contestant.ask('time', { steps: one.steps });
      one.times.push(step);
      one.asking.push(asking);
    }
  const kernels = new Map<PeerName, number | undefined>();
  if (options.clock)
    for (const { peer, contestant, steps } of entered)
      kernels.set(peer, await contestant.ask('kernels', { steps: Math.min(steps, COUNTED) }));
  for (const { contestant } of entered) await contestant.close();
  const ours = entered.find(({ peer }) => peer === 'ours');
  return {
    contest,
    standings: entered.map((one) => standing(one, kernels.get(one.peer))),
    ratios: ours ? entered.filter((one) => one !== ours).map((one) => ratio(ours, one)) : [],
    absent,
  };
}

async function warm(
  peer: PeerName,
  contestant: Contestant,
  { backend, config }: Contest,
  options: MatchOptions,
): Promise<Entered> {
  const begin = performance.now();
  const device = await contestant.ask('open', { peer, backend, config });
  const [first] = await contestant.ask('losses', { steps: 1 });
  const start = performance.now() - begin;
  const losses = [first as number, ...(await contestant.ask('losses', { steps: LOSSES - 1 }))];
  let { step } = await contestant.ask('time', { steps: 1 });
  // engines still compile, pack and pool in their first steps
  if (step < SLOW) step = (await contestant.ask('time', { steps: WARM })).step;
  const counted = step < SLOW ? COUNTED : SLOW_COUNTED;
  const counts = backend === 'webgpu' ? await contestant.ask('count', { steps: counted }) : undefined;
  options.say(`  ${peer} on ${device.adapter}: losses ${losses.map((loss) => loss.toFixed(6)).join(' ')}`);
  return {
    peer,
    ...device,
    losses,
    start,
    ...(counts ? { counts } : {}),
    counted,
    contestant,
    steps: options.steps ?? Math.min(MOST_STEPS, Math.max(1, Math.round(TURN / step))),
    turns: step < SLOW ? options.turns : Math.min(options.turns, SLOW_TURNS),
    times: [],
    asking: [],
  };
}

function standing(
  { contestant: _, steps: __, turns: ___, times, asking, ...rest }: Entered,
  kernels: number | undefined,
): Standing {
  return {
    ...rest,
    times,
    median: median(times),
    min: Math.min(...times),
    asking: median(asking),
    ...(kernels === undefined ? {} : { kernels }),
  };
}

function ratio(ours: Entered, other: Entered): Ratio {
  const difference = Math.max(...ours.losses.map((loss, i) => Math.abs(loss - (other.losses[i] as number))));
  // NaN is no agreement either
  if (!(difference <= TOLERANCE)) return { peer: other.peer, difference };
  const pairs = other.times.map((time, turn) => time / (ours.times[turn] as number));
  return {
    peer: other.peer,
    difference,
    median: median(pairs),
    min: Math.min(...other.times) / Math.min(...ours.times),
  };
}
