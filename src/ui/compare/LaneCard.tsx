import { memo, useCallback } from 'react';
import type { KnobValue } from '../../base/knobs.ts';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { LaneContext, useControl } from '../kit/use-control.ts';
import { latestOf, runAt } from '../state/lane-state.ts';
import { laneBand } from '../state/seeds/series.ts';
import { LaneHead } from './LaneHead.tsx';
import { LaneRing } from './LaneRing.tsx';
import { LaneSays } from './LaneSays.tsx';
import { LaneSeeds } from './LaneSeeds.tsx';
import type { LaneCardProps } from './lane-card-props.ts';
import { Numbers } from './Numbers.tsx';

/** One lane: its method and prototypes, the verdict, its prototypes and its numbers. */
export const LaneCard = memo(function LaneCard(props: LaneCardProps) {
  const { lane, number, epsilon, ring, angles, caption, at } = props;
  const { store } = useEnvironment();
  const section = useControl('lane', number);
  const turn = useCallback(
    (key: string, value: KnobValue) =>
      store.dispatch({ type: 'turn', lane: lane.id, values: { [key]: value } }),
    [store, lane.id],
  );
  const saves = latestOf(lane.run) !== undefined;
  const band = lane.mean && laneBand(lane);
  const numbers = band ? runAt(band.mean, at) : props.shown;
  // the verdict is on what the numbers under it are of
  const told = band ? { ...lane, run: band.mean } : lane;
  const range = band && { low: runAt(band.spread.low, at), high: runAt(band.spread.high, at) };
  return (
    <LaneContext value={number}>
      <section
        className="lane"
        data-mean={lane.mean}
        tabIndex={-1}
        aria-label={`Lane ${number}`}
        {...section}
      >
        <LaneHead {...props} onTurn={turn} />
        <LaneSays {...props} lane={told} shown={numbers} />
        <LaneRing
          number={number}
          ring={ring}
          caption={caption}
          thumb={props.shape !== 'columns'}
          saves={saves}
        />
        <div className="lane-side">
          <Numbers
            run={numbers}
            range={range || undefined}
            seeds={lane.siblings && <LaneSeeds lane={lane} number={number} epsilon={epsilon} />}
            epsilon={epsilon}
            first={number === 1}
          />
          {angles && (
            <div className="lane-angles">
              <PlotFigure
                control="angles"
                name={`Angular density, lane ${number}`}
                heading="Angle"
                draw={angles}
                caption={caption}
                saves={saves}
                bare
              />
            </div>
          )}
        </div>
      </section>
    </LaneContext>
  );
});
