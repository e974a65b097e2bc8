import { map } from '../../plots/map.ts';
import { sphere } from '../../plots/sphere.ts';
import { usageHistogram } from '../../plots/usage-histogram.ts';
import { plotLanes } from '../figures/panels.ts';
import type { PlotFile } from '../figures/plot-file.ts';
import { newMemo } from '../kit/memo.ts';
import type { AppState } from '../state/app-state.ts';
import { shownConfig, shownMeasure } from '../state/lane-state.ts';
import { laneCaptions, madeBy } from '../words/caption.ts';

/** Map, sphere and usage histogram of every lane as files. A lane without positions has none. */
export function prototypePlots(state: AppState): PlotFile[] {
  const lanes = plotLanes(state, newMemo());
  const captions = laneCaptions(state.lanes, state.catalogue);
  return state.lanes.flatMap((each, i): PlotFile[] => {
    const measure = shownMeasure(each.run, state.at);
    const picture = measure?.picture;
    if (!picture) return [];
    const lane = lanes[i];
    const K = Number(shownConfig(each)?.['K'] ?? picture.wins.length);
    const spots = { lane, beside: lanes, ...picture, K, picked: undefined, twins: [] };
    const caption = `${captions[i]}, at step ${measure.step}. ${madeBy([each])}`;
    const named = (what: string) => `${what}, lane ${i + 1}: ${lane.label}`;
    return [
      { name: named('Prototype map'), draw: (options) => map(spots, options), aspect: 1, caption },
      {
        name: named('Prototype sphere'),
        draw: (options) => sphere(spots, options),
        aspect: 1,
        caption,
      },
      {
        name: named('Usage histogram'),
        draw: (options) => usageHistogram({ lane, beside: lanes, wins: picture.wins, K }, options),
        aspect: 0.5,
        caption,
      },
    ];
  });
}
