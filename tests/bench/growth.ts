import { catalogue } from '../../src/train/lane/menu.ts';
import type { Contestant } from './contest.ts';
import type { Growth } from './contests.ts';
import { median } from './match.ts';
import type { Backend, PeerName } from './peer.ts';

/** Costs of a step as one size grows. */
export interface Grown {
  readonly knob: Growth['knob'];
  readonly backend: Backend;
  readonly adapter: string;
  readonly software: boolean;
  readonly peer: PeerName;
  readonly points: readonly { readonly size: number; readonly median: number; readonly min: number }[];
  /** The reason why it ends before the last size. */
  readonly end?: string;
}

const WARM = 2;
/** No series goes on behind a step this long. */
const ENOUGH = 8000;
const TURN = 400;
const MOST_STEPS = 20;

export async function grow(
  { knob, sizes, config }: Growth,
  backend: Backend,
  peer: PeerName,
  enter: (config: Growth['config']) => Promise<Contestant>,
  options: { readonly turns: number; readonly steps: number | undefined; say(line: string): void },
): Promise<Grown> {
  const points: { size: number; median: number; min: number }[] = [];
  let device = { adapter: '', software: false };
  let end: string | undefined;
  for (const size of sizes) {
    const limit = catalogue.run[knob];
    if (limit?.kind === 'number' && size > limit.max) {
      end = `${knob} ${size} is over the knob's ${limit.max}`;
      break;
    }
    const sized = { ...config, [knob]: size };
    let contestant: Contestant | undefined;
    try {
      contestant = await enter(sized);
      device = await contestant.ask('open', { peer, backend, config: sized });
      await contestant.ask('losses', { steps: 1 });
      const { step } = await contestant.ask('time', { steps: WARM });
      const steps = options.steps ?? Math.min(MOST_STEPS, Math.max(1, Math.round(TURN / step)));
      const times: number[] = [];
      for (let turn = 0; turn < (step > TURN ? 2 : options.turns); turn++)
        times.push((await contestant.ask('time', { steps })).step);
      points.push({ size, median: median(times), min: Math.min(...times) });
      options.say(`  ${peer} ${knob} ${size}: ${median(times).toFixed(1)} ms`);
      if (step > ENOUGH) end = `a step of ${knob} ${size} took ${Math.round(step)} ms`;
    } catch (thrown) {
      end = `${knob} ${size}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    } finally {
      await contestant?.close();
    }
    if (end) break;
  }
  return { knob, backend, ...device, peer, points, ...(end ? { end } : {}) };
}

/** Sizes that the exponent is fitted to: the last, where what does not grow no longer weighs. */
const FITTED = 4;

/** The exponent of cost against size, by least squares over the logarithms of the last sizes: 1 is linear. */
export function exponent({ points }: Grown): number | undefined {
  const last = points.slice(-FITTED);
  if (last.length < 2) return undefined;
  const xs = last.map(({ size }) => Math.log(size));
  const ys = last.map(({ min }) => Math.log(min));
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const along = xs.reduce((sum, value, i) => sum + (value - x) * ((ys[i] as number) - y), 0);
  return along / xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
}
