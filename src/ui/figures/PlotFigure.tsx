import './plots.css';
import { memo, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { said, troubleOf } from '../../base/errors.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Menu } from '../kit/Menu.tsx';
import { useControl } from '../kit/use-control.ts';
import type { PlotId } from '../state/controls.ts';
import { Terms } from '../words/Terms.tsx';
import type { Crosshair } from './crosshair.ts';
import { PlotStage, type StageHandle } from './PlotStage.tsx';
import type { Draw } from './panels.ts';
import type { PlotActs } from './plot-keys.ts';
import { SavePlot } from './SavePlot.tsx';

interface PlotFigureProps {
  /** The id under which the tour finds it. */
  readonly control?: PlotId;
  /** The accessible name, also used for its files. */
  readonly name: string;
  /** The line above the plot. */
  readonly heading: ReactNode;
  /** One sentence on how to read the plot. */
  readonly note?: string;
  readonly draw: Draw;
  /** Height over width; without it the sheet of styles gives the height. */
  readonly aspect?: number;
  /** Least height in px, for narrow columns. */
  readonly minHeight?: number;
  /** True: no line above the plot, whose menu lies over its corner. */
  readonly bare?: boolean;
  /** A control that stands beside the heading. */
  readonly beside?: ReactNode;
  /** The line below an exported picture, such as method, dataset, K, D, steps and seed. */
  readonly caption: string;
  /** False until there is data to save. */
  readonly saves: boolean;
  /** Reads values off the plot. Without one the plot is a plain picture. */
  readonly crosshair?: Crosshair;
  /** Further actions of a plot over steps. */
  readonly acts?: PlotActs | undefined;
  /** Weight of smoothing. It applies to the page and not to files. */
  readonly smoothing?: number;
}

/** On screens this wide, in px, plots are drawn smaller and then enlarged, so that their text grows with the page's. */
const WIDE = 2200;
const ENLARGED = 1.3;

/** Plots within this distance of the window are drawn with the visible ones, the others after them. */
const NEAR = '200px';

/** One plot, which the painter draws again when its data, size or theme change. */
export const PlotFigure = memo(function PlotFigure(props: PlotFigureProps) {
  const {
    control,
    name,
    heading,
    note,
    draw,
    aspect,
    minHeight = 0,
    bare = false,
    beside,
    caption,
    saves,
    crosshair,
    smoothing = 0,
  } = props;
  const { painter, theme } = useEnvironment();
  const host = useRef<HTMLDivElement>(null);
  const summary = useRef<HTMLElement>(null);
  const stage = useRef<StageHandle>(null);
  const near = useRef(true);
  const pending = useRef<() => void>(undefined);
  const [{ width, tall }, setSize] = useState({ width: 0, tall: 0 });
  const height = aspect === undefined ? tall : Math.max(minHeight, Math.round(width * aspect));

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const measure = () => {
      const box = element.getBoundingClientRect();
      const next = { width: Math.floor(box.width), tall: Math.floor(box.height) };
      setSize((now) => (now.width === next.width && now.tall === next.tall ? now : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        near.current = entries.some((entry) => entry.isIntersecting);
        if (near.current && pending.current) painter.request(element, pending.current);
      },
      { rootMargin: NEAR },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      painter.cancel(element);
    };
  }, [painter]);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element || width === 0 || height === 0) return;
    const paint = () => {
      pending.current = undefined;
      element.removeAttribute('data-waits');
      try {
        const scale = innerWidth >= WIDE ? ENLARGED : 1;
        const size = { width: Math.round(width / scale), height: Math.round(height / scale) };
        const plot = draw({ ...size, theme, smoothing });
        element.innerHTML = plot.svg;
        stage.current?.drawn(plot.chart);
        if (summary.current) summary.current.textContent = plot.summary;
      } catch (thrown) {
        const trouble = troubleOf(thrown, `drawing ${name}`);
        element.textContent = said(trouble);
      }
    };
    pending.current = paint;
    element.setAttribute('data-waits', '');
    painter.request(element, paint, !near.current);
  }, [draw, width, height, theme, smoothing, painter, name]);

  // a file has the proportions of the plot on the page
  const ratio = aspect ?? (width > 0 ? tall / width : 1);
  const plotted = (
    <div
      className="plot-host"
      ref={host}
      style={aspect === undefined ? undefined : { height: height || undefined }}
      aria-hidden="true"
    />
  );
  return (
    <figure className={bare ? 'plot bare' : 'plot'} aria-label={name} {...useControl(control)}>
      <div className="plot-head">
        <h3 className={bare ? 'unseen' : 'plot-title'}>
          {typeof heading === 'string' ? <Terms text={heading} /> : heading}
        </h3>
        {beside}
        <span className="plot-menus">
          <SavePlot name={name} draw={draw} aspect={ratio} caption={caption} able={saves} />
          {note && (
            <Menu className="plot-note" name={`How to read it: ${name}`} summary="i">
              <p>
                <Terms text={note} tab={false} />
              </p>
            </Menu>
          )}
        </span>
      </div>
      {crosshair ? (
        <PlotStage ref={stage} name={name} crosshair={crosshair} acts={props.acts}>
          {plotted}
        </PlotStage>
      ) : (
        plotted
      )}
      <figcaption className="unseen" ref={summary} />
    </figure>
  );
});
