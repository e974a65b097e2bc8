import './curves.css';
import { memo, useEffect, useMemo, useRef } from 'react';
import type { PlotLane } from '../../plots/marks/lane.ts';
import { createCrosshair } from '../figures/crosshair.ts';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { CurvePanel } from '../figures/panels.ts';
import type { PlotActs } from '../figures/plot-keys.ts';
import { EpsilonPick } from '../kit/EpsilonPick.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { Folded } from '../kit/Folded.tsx';
import { useControl } from '../kit/use-control.ts';
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
  readonly caption: string;
  readonly saves: boolean;
  /** True when the names of many lanes need room in every plot. */
  readonly tall: boolean;
}

/** The plots that answer the page's question come first and larger. */
const LARGE: ReadonlySet<CurvePanel['id']> = new Set(['uniqueByEpsilon', 'unique']);

const frame = (callback: () => void) => {
  requestAnimationFrame(callback);
};

/** The overlaid curves of all lanes, with one crosshair for the plots over steps and another for the plot over ε. */
export const Curves = memo(function Curves(props: CurvesProps) {
  const { panels, lanes, view, steps, at, plays, epsilon, caption, saves, tall } = props;
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
    return (
      <div key={panel.id} className={LARGE.has(panel.id) ? 'curve large' : 'curve'}>
        <PlotFigure
          control={panel.id}
          name={panel.name}
          heading={panel.name}
          note={panel.note}
          draw={panel.draw}
          aspect={LARGE.has(panel.id) ? 0.5 : 0.66}
          minHeight={tall ? 300 : 210}
          caption={caption}
          saves={saves}
          crosshair={steppy ? overSteps : overEpsilon}
          acts={steppy ? acts : undefined}
          smoothing={view.smoothing}
        />
      </div>
    );
  };

  return (
    <section className="curves" aria-label="Curves of all lanes">
      <div className="curves-head">
        <h2>All lanes overlaid</h2>
        <div className="curves-view" data-embed="off" {...useControl('view')}>
          <EpsilonPick label="Single numbers use" epsilon={epsilon} />
          <LaneLegend lanes={lanes} />
          <ViewControls view={view} steps={steps} />
        </div>
      </div>
      {panels.filter(({ folded }) => !folded).map(curve)}
      <Folded className="curves-fold" summary="More gauges: agreement of views, occupied prototypes">
        <div className="curves-more">{panels.filter(({ folded }) => folded).map(curve)}</div>
      </Folded>
    </section>
  );
});
