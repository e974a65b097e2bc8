import type { Outcome } from '../bench/match.ts';
import { round } from './numbers.ts';

/** A contest's outcome, as far as a table shows it. Times in milliseconds a step. */
export interface Standings {
  readonly says: string;
  readonly standings: readonly {
    readonly peer: string;
    readonly on: string;
    readonly losses: readonly number[];
    readonly startMs: number;
    readonly step: number;
    readonly min: number;
    readonly asking: number;
    readonly kernels: number | undefined;
    readonly dispatches: number | undefined;
  }[];
  readonly ratios: Outcome['ratios'];
  readonly absent: Outcome['absent'];
}

export function standingsOf({ contest, standings, ratios, absent }: Outcome): Standings {
  return {
    says: contest.says,
    standings: standings.map(({ peer, adapter, losses, start, median, min, asking, kernels, ...rest }) => ({
      peer,
      on: adapter,
      losses,
      startMs: round(start),
      step: round(median),
      min: round(min),
      asking: round(asking),
      kernels: kernels === undefined ? undefined : round(kernels),
      dispatches: rest.counts && rest.counts.dispatches / rest.counted,
    })),
    ratios,
    absent,
  };
}
