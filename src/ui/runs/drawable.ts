import { type Catalogue, SHELVES } from '../../base/catalogue.ts';
import { complete, knobsOf, type RunConfig } from '../../base/config.ts';
import { EPSILONS } from '../../base/epsilons.ts';
import { listed, type Trouble, TroubleError } from '../../base/errors.ts';
import { CURVES } from '../../base/measures.ts';
import type { Measure } from '../../base/messages.ts';
import type { RunLane } from '../../export/run-json.ts';
import { NOBODY } from '../../metrics/groups.ts';
import { curvePanels, lanePanels } from '../figures/panels.ts';
import { newMemo } from '../kit/memo.ts';
import { initial, reduce } from '../state/reduce.ts';

/**
 * Checks that this page can show saved lanes. Unknown settings are dropped and named in `left`. Throws a TroubleError
 * for a part that the page lacks, a setting out of range, numbers that do not fit together, or a plot that fails.
 */
export function drawableLanes(
  saved: readonly RunLane[],
  catalogue: Catalogue | undefined,
): { readonly lanes: readonly RunLane[]; readonly left?: Trouble } {
  if (!catalogue)
    throw refused(
      'The page is not ready yet',
      'The training engine is still loading.',
      'Open the run again in a moment.',
    );
  if (saved.length === 0) throw refused('The run has no lanes', undefined, OTHER);
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
      if (known[shelf] === undefined) throw refused(`Lane ${i + 1} has no ${shelf}`, undefined, OTHER);
    complete(known, catalogue);
    checkNumbers(lane, `Lane ${i + 1}`);
    return { ...lane, config: known };
  });
  drawAll(lanes, catalogue);
  if (unknown.size === 0) return { lanes };
  const left: Trouble = {
    kind: 'config',
    failed: 'The run has unknown settings',
    why: `This page does not know ${listed([...unknown])}.`,
    todo: 'Opened without these settings. Running it again may give other results.',
  };
  return { lanes, left };
}

const OTHER = 'Open a run that this playground exported, unchanged.';

function checkNumbers({ final, snapshots = [], baseline }: RunLane, where: string): void {
  if (!final && snapshots.length === 0) throw refused(`${where} has no measurement`, undefined, OTHER);
  for (const measure of final ? [...snapshots, final] : snapshots) {
    const fault = faultOf(measure);
    if (fault) throw refused(`${where} is damaged at step ${measure.step}`, fault, OTHER);
  }
  if (snapshots.some(({ step }, i) => i > 0 && step <= snapshots[i - 1].step))
    throw refused(`${where} is damaged`, 'Its measurements are not in order.', OTHER);
  const shares = baseline && [baseline.uniqueRandom, baseline.uniqueRandomLow, baseline.uniqueRandomHigh];
  const short = shares?.find(({ length }) => length !== EPSILONS.length);
  if (short)
    throw refused(
      `${where} is damaged`,
      `Its baseline has ${short.length} ε instead of ${EPSILONS.length}.`,
      OTHER,
    );
}

function faultOf(measure: Measure): string | undefined {
  const { step, census, picture, representatives } = measure;
  if (!Number.isInteger(step) || step < 0) return 'The step is not a whole number.';
  for (const { id, newer } of CURVES) {
    const value = measure[id];
    if (typeof value !== 'object' || value.length === EPSILONS.length) continue;
    // with very many prototypes the first reports come before the first count
    const may = census !== undefined || newer;
    if (value.length > 0 || !may) return `It has shares for ${value.length} ε instead of ${EPSILONS.length}.`;
  }
  const shown = picture?.wins.length ?? (representatives?.length ?? 0) / EPSILONS.length;
  if (representatives && !areRepresentatives(representatives, shown)) return 'Its duplicates are incomplete.';
  if (!picture) return undefined;
  const { places, wins, cloud } = picture;
  return places.length === 3 * wins.length && cloud.length % 3 === 0
    ? undefined
    : 'Its prototype positions are incomplete.';
}

/** True for as many representatives as prototypes at each ε, each of them one of these prototypes. */
const areRepresentatives = (found: Uint16Array, shown: number): boolean =>
  found.length === EPSILONS.length * shown && found.every((of) => of < shown || of === NOBODY);

/** Draws every plot once, small, so that a fault shows here and not on the page. */
function drawAll(lanes: readonly RunLane[], catalogue: Catalogue): void {
  const page = { ...initial(lanes.length, 'auto'), catalogue };
  const shown = reduce(page, { type: 'openRun', lanes, recorded: '' }).state;
  const keep = newMemo();
  const draws = [
    ...lanePanels(shown, keep).flatMap(({ ring, angles }) => [ring, angles]),
    ...curvePanels(shown, keep).map(({ draw }) => draw),
  ];
  for (const draw of draws) draw({ width: 320, height: 200, theme: 'light' });
}

function refused(failed: string, why: string | undefined, todo: string): TroubleError {
  return new TroubleError({ kind: 'data', failed, ...(why !== undefined && { why }), todo });
}
