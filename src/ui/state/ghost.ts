import type { PlotLane } from '../../plots/marks/lane.ts';
import type { Keep } from '../kit/memo.ts';
import type { LaneRun } from './lane-state.ts';

/** A run kept from before, drawn behind the lanes to compare them with. */
export interface Ghost {
  readonly id: string;
  /** What its line is called, such as "CARP · joint, seed 2". */
  readonly label: string;
  readonly run: LaneRun;
}

/** Every ghost as the plots know it. Their numbers are below zero, where no lane's is. */
export function ghostLanes(ghosts: readonly Ghost[], keep: Keep): PlotLane[] {
  return ghosts.map(({ label, run }, i) => {
    const method = String(run.config?.['method'] ?? '');
    const prototypes = String(run.config?.['prototypes'] ?? '');
    return keep(`ghost ${i}`, [label, method, prototypes], () => ({
      id: -1 - i,
      label,
      method,
      prototypes,
      ghost: true,
    }));
  });
}
