import { SHELVES } from '../../base/catalogue.ts';
import { complete, knobsOf, type RunConfig } from '../../base/config.ts';
import { EPSILONS } from '../../base/epsilons.ts';
import { type Trouble, TroubleError } from '../../base/errors.ts';
import { CURVES } from '../../base/measures.ts';
import type { Measure } from '../../base/messages.ts';
import type { RunLane } from '../../export/run-json.ts';
import { curvePanels, lanePanels } from '../figures/panels.ts';
import { newMemo } from '../kit/memo.ts';
import type { AppState } from '../state/app-state.ts';
import { reduce } from '../state/reduce.ts';

/**
 * Checks that this page can show saved lanes. Unknown settings are dropped and named in `left`. Throws a TroubleError
 * for a part that the page lacks, a setting out of range, numbers that do not fit together, or a plot that fails.
 */
export function drawableLanes(
  saved: readonly RunLane[],
  state: AppState,
): { readonly lanes: readonly RunLane[]; readonly left?: Trouble } {
  const { catalogue } = state;
  if (!catalogue)
    throw refused('a run, before this page was ready', 'the page’s engine', 'Open it again in a moment.');
  if (saved.length === 0) throw refused('a run without lanes', 'at least one lane', OTHER);
  const knobs = knobsOf(catalogue);
  const unknown = new Set<string>();
  const lanes = saved.map((lane, i) => {
    const known: RunConfig = Object.fromEntries(
      Object.entries(lane.config).filter(([key]) => {
        if (!knobs.has(key)) unknown.add(key);
        return knobs.has(key);
      }),
    );
    for (const shelf of SHELVES)
      if (known[shelf] === undefined)
        throw refused(`lane ${i + 1} without its ${shelf}`, `a config with ${SHELVES.join(', ')}`, OTHER);
    complete(known, catalogue);
    checkNumbers(lane, `lane ${i + 1}`);
    return { ...lane, config: known };
  });
  drawAll(lanes, state);
  if (unknown.size === 0) return { lanes };
  const left: Trouble = {
    kind: 'config',
    came: `settings that this page does not know (${[...unknown].slice(0, 6).join(', ')})`,
    wanted: 'a run of this version of the playground',
    todo: 'The run is open without them; started anew, it may go otherwise.',
  };
  return { lanes, left };
}

const OTHER = 'Open a run that this playground exported, unchanged.';

function checkNumbers({ final, snapshots = [], baseline }: RunLane, where: string): void {
  if (!final && snapshots.length === 0)
    throw refused(`${where} without a report`, 'at least one report', OTHER);
  for (const measure of final ? [...snapshots, final] : snapshots) {
    const fault = faultOf(measure);
    if (fault)
      throw refused(`${fault} at step ${measure.step} of ${where}`, 'numbers that belong together', OTHER);
  }
  if (snapshots.some(({ step }, i) => i > 0 && step <= snapshots[i - 1].step))
    throw refused(`reports of ${where} that are not in order`, 'reports by rising step', OTHER);
  const shares = baseline && [baseline.uniqueRandom, baseline.uniqueRandomLow, baseline.uniqueRandomHigh];
  const short = shares?.find(({ length }) => length !== EPSILONS.length);
  if (short) throw refused(`a baseline at ${short.length} ε in ${where}`, `${EPSILONS.length}`, OTHER);
}

function faultOf(measure: Measure): string | undefined {
  const { step, census, picture } = measure;
  if (!Number.isInteger(step) || step < 0) return 'a step that is none';
  for (const { id, newer } of CURVES) {
    const value = measure[id];
    if (typeof value !== 'object' || value.length === EPSILONS.length) continue;
    // with very many prototypes the first reports come before the first count
    const may = census !== undefined || newer;
    if (value.length > 0 || !may) return `shares for ${value.length} ε instead of ${EPSILONS.length}`;
  }
  if (!picture) return undefined;
  const { places, wins, cloud } = picture;
  return places.length === 3 * wins.length && cloud.length % 3 === 0
    ? undefined
    : 'a picture with lost points';
}

/** Draws every plot once, small, so that a fault shows here and not on the page. */
function drawAll(lanes: readonly RunLane[], state: AppState): void {
  const shown = reduce(state, { type: 'openRun', lanes, recorded: '' }).state;
  const keep = newMemo();
  const draws = [
    ...lanePanels(shown, keep).flatMap(({ ring, angles }) => [ring, angles]),
    ...curvePanels(shown, keep).map(({ draw }) => draw),
  ];
  for (const draw of draws) draw({ width: 320, height: 200, theme: 'light' });
}

function refused(came: string, wanted: string, todo: string): TroubleError {
  return new TroubleError({ kind: 'data', came, wanted, todo });
}
