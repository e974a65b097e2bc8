import { EPSILONS } from '../../base/epsilons.ts';
import type { Beginning } from '../../export/run-json.ts';
import { type FirstMerge, firstMerge } from '../../metrics/first-merge.ts';
import { atEpsilon } from '../../metrics/groups.ts';
import { onset } from '../../metrics/onset.ts';
import { seriesOf } from './history.ts';
import type { LaneRun } from './lane-state.ts';

/** The step at which a run's collapse began, and its first pair that merged, at the ε with this index into EPSILONS. */
export function beginningOf(
  { history, snapshots }: Pick<LaneRun, 'history' | 'snapshots'>,
  epsilon: number,
): { readonly onset: number | undefined; readonly merge: FirstMerge | undefined } {
  const grouped = snapshots.flatMap(({ step, representatives: all }) =>
    all ? [{ step, representatives: atEpsilon(all, epsilon, EPSILONS.length) }] : [],
  );
  return { onset: onset(seriesOf(history, 'unique', epsilon)), merge: firstMerge(grouped) };
}

/** The same at each ε at which something began, as files have it. */
export const beginnings = (run: Pick<LaneRun, 'history' | 'snapshots'>): Beginning[] =>
  EPSILONS.flatMap((epsilon, e) => {
    const { onset, merge } = beginningOf(run, e);
    return onset === undefined && !merge
      ? []
      : [{ epsilon, ...(onset !== undefined && { onset }), ...(merge && { firstMerge: merge }) }];
  });
