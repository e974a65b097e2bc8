import './curves.css';
import { memo, useEffect, useMemo, useRef } from 'react';
import type { PlotLane } from '../../plots/marks/lane.ts';
import { createCrosshair } from '../figures/crosshair.ts';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { CurvePanel, Draw } from '../figures/panels.ts';
import type { Caption } from '../figures/plot-file.ts';
import type { PlotActs } from '../figures/plot-keys.ts';
import { EpsilonPick } from '../kit/EpsilonPick.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { Folded } from '../kit/Folded.tsx';
import { LaneContext, useControl } from '../kit/use-control.ts';
import { type View, zoomedAround } from '../state/view.ts';
import { LaneLegend } from './LaneLegend.tsx';
import { ViewControls } from './ViewControls.tsx';

interface CurvesProps {
  readonly panels: readonly CurvePanel[];
  /** Lanes and ghosts, as the legend names them. */
  readonly lanes: readonly PlotLane[];
  readonly view: View;
  /** Length of the run, in steps. */
  readonly steps: number;
  /** The step that the time machine shows. The crosshair rests there. */
  readonly at: number | undefined;
  /** True while the page plays by itself. Tables over the curves would flicker. */
  readonly plays: boolean;
  readonly epsilon: number;
  readonly caption: Caption;
  readonly saves: boolean;
  /** True when the names of many lanes need room in every plot. */
  readonly tall: boolean;
  /** Angles of lanes that have no room for them, drawn among the further plots. */
  readonly angles: readonly LaneAngles[];
}

/** The angular density of one lane. */
interface LaneAngles {
  readonly number: number;
  readonly draw: Draw;
}

/** The plots that answer the page's question. They come first, in view with the lanes. */
const FIRST: ReadonlySet<CurvePanel['id']> = new Set(['uniqueByEpsilon', 'unique']);

const frame = (callback: () => void) => {
  requestAnimationFrame(callback);
};

/** The overlaid curves of all lanes, with one crosshair for the plots over steps and another for the plot over ε. */
export const Curves = memo(function Curves(props: CurvesProps) {
  const { panels, lanes, view, steps, at, plays, epsilon, caption, saves, tall, angles } = props;
  const { store } = useEnvironment();
  const overSteps = useRef(createCrosshair(frame)).current;
  const overEpsilon = useRef(createCrosshair(frame)).current;
  useEffect(() => overSteps.rest(at, !plays), [overSteps, at, plays]);

  // touch has no resting pointer: keep the crosshair until something else is touched
  useEffect(() => {
    const leave = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('.plot-stage')) return;
      overSteps.point(undefined);
      overEpsilon.point(undefined);
    };
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, [overSteps, overEpsilon]);

  const now = useRef({ view, steps });
  now.current = { view, steps };
  const acts = useMemo((): PlotActs => {
    const zoom = (range?: readonly [number, number]) =>
      store.dispatch({ type: 'view', change: { change: 'zoom', ...(range && { range }) } });
    return {
      zoom,
      zoomBy: (step, factor) => {
        const { view: seen, steps: length } = now.current;
        zoom(zoomedAround(seen.range ?? [0, length], step, factor, length, seen.logSteps));
      },
      lookAt: (step) => store.dispatch({ type: 'lookAt', step }),
    };
  }, [store]);

  const curve = (panel: CurvePanel) => {
    const steppy = panel.id !== 'uniqueByEpsilon';
    const first = FIRST.has(panel.id);
    return (
      <div key={panel.id} className={first ? 'curve first' : 'curve'}>
        <PlotFigure
          control={panel.id}
          name={panel.name}
          heading={panel.id === 'unique' ? 'Unique prototypes by step' : panel.name}
          note={panel.note}
          draw={panel.draw}
          {...(!first && { aspect: 0.72, minHeight: tall ? 300 : 206 })}
          beside={panel.id === 'unique' && <EpsilonPick epsilon={epsilon} />}
          caption={caption}
          saves={saves}
          crosshair={steppy ? overSteps : overEpsilon}
          acts={steppy ? acts : undefined}
          smoothing={view.smoothing}
        />
      </div>
    );
  };
  const further = panels.filter(({ id, folded }) => !folded && !FIRST.has(id));

  return (
    <section className="curves" aria-label="Comparison">
      <h2 className="unseen">Comparison</h2>
      <div className="curves-first">{panels.filter(({ id }) => FIRST.has(id)).map(curve)}</div>
      <div className="curves-view" data-embed="off" {...useControl('view')}>
        <LaneLegend lanes={lanes} />
        <ViewControls view={view} steps={steps} />
      </div>
      <div className="curves-further">
        {further.map(curve)}
        {angles.map(({ number, draw }) => (
          <div key={`angles ${number}`} className="curve">
            <LaneContext value={number}>
              <PlotFigure
                control="angles"
                name={`Angular density, lane ${number}`}
                heading={`Angle, lane ${number}`}
                draw={draw}
                aspect={0.72}
                minHeight={206}
                caption={caption}
                saves={saves}
              />
            </LaneContext>
          </div>
        ))}
      </div>
      <Folded className="curves-fold" summary="More measurements: agreement of views, occupied prototypes">
        <div className="curves-further">{panels.filter(({ folded }) => folded).map(curve)}</div>
      </Folded>
    </section>
  );
});
