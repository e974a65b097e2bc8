import { EPSILONS } from '../../base/epsilons.ts';
import type { Beginning } from '../../export/run-json.ts';
import { type FirstMerge, firstMerge } from '../../metrics/first-merge.ts';
import { atEpsilon } from '../../metrics/groups.ts';
import { onset } from '../../metrics/onset.ts';
import { seriesOf } from './history.ts';
import type { LaneRun } from './lane-state.ts';

/** The step at which a run's collapse began, at the ε with this index into EPSILONS; undefined for a run that has not
 *  collapsed. */
export const onsetOf = (
  { history, baseline }: Pick<LaneRun, 'history' | 'baseline'>,
  epsilon: number,
): number | undefined => onset(seriesOf(history, 'unique', epsilon), baseline?.uniqueRandom[epsilon]);

/** The step at which a run's collapse began, and its first pair that merged, at the ε with this index into EPSILONS. */
export function beginningOf(
  run: Pick<LaneRun, 'history' | 'snapshots' | 'baseline'>,
  epsilon: number,
): { readonly onset: number | undefined; readonly merge: FirstMerge | undefined } {
  const grouped = run.snapshots.flatMap(({ step, representatives: all }) =>
    all ? [{ step, representatives: atEpsilon(all, epsilon, EPSILONS.length) }] : [],
  );
  return { onset: onsetOf(run, epsilon), merge: firstMerge(grouped) };
}

/** The same at each ε at which something began, as files have it. */
export const beginnings = (run: Pick<LaneRun, 'history' | 'snapshots' | 'baseline'>): Beginning[] =>
  EPSILONS.flatMap((epsilon, e) => {
    const { onset, merge } = beginningOf(run, e);
    return onset === undefined && !merge
      ? []
      : [{ epsilon, ...(onset !== undefined && { onset }), ...(merge && { firstMerge: merge }) }];
  });
