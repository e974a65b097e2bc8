import type { PlotLane } from '../../plots/marks/lane.ts';
import type { Memo } from '../kit/memo.ts';
import type { Ghost } from '../state/ghost.ts';

/** Turns every ghost into a lane of the plots. Ghost ids are negative, so they never clash with a lane's. */
export function ghostLanes(ghosts: readonly Ghost[], labels: readonly string[], keep: Memo): PlotLane[] {
  return ghosts.map(({ run }, i) => {
    const label = labels[i];
    const method = String(run.config?.['method'] ?? '');
    // a log may not say: its line is then solid
    const prototypes = String(run.config?.['prototypes'] ?? 'joint');
    return keep(`ghost ${i}`, [label, method, prototypes], () => ({
      id: -1 - i,
      label,
      method,
      prototypes,
      ghost: true,
    }));
  });
}
