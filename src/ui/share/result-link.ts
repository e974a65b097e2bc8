import { codeOf } from '../../export/run-code.ts';
import { plainAddress, resultHash, writeHash } from '../state/address/address.ts';
import type { AppState } from '../state/app-state.ts';
import { onsetOf } from '../state/beginnings.ts';
import { shownConfig } from '../state/lane-state.ts';
import { savedLane } from '../state/saved-lane.ts';
import { laneLabels } from '../words/lane-names.ts';

/** An address that opens the page with the settings of the runs that it shows, and with their results, rounded. */
export function resultAddress(state: AppState, href: string, now: Date = new Date()): string {
  const { lanes, catalogue, pace, epsilon } = state;
  const configs = lanes.flatMap((lane) => {
    const config = shownConfig(lane);
    return config ? [config] : [];
  });
  const labels = laneLabels(state);
  const runs = {
    epsilon,
    // the date of a saved run is not known here
    createdAt: lanes.some(({ run }) => run.recorded !== undefined) ? '' : now.toISOString(),
    playground: state.version ?? __VERSION__,
    lanes: lanes.map((lane, i) => savedLane(lane, labels[i])),
    marked: lanes.map(({ run }) => onsetOf(run, epsilon)),
  };
  const plain = catalogue ? writeHash(configs, catalogue, pace) : '';
  const [page] = plainAddress(href).split('#', 1);
  return `${page}#${resultHash(plain, (address) => codeOf({ ...runs, address }))}`;
}
