import { type RefObject, startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { said, troubleOf } from '../../base/errors.ts';
import type { Plot } from '../../plots/marks/frame.ts';
import { useEnvironment } from '../kit/environment.ts';
import type { Draw } from './panels.ts';
import { patchSvg } from './patch-svg.ts';

interface DrawnPlotProps {
  readonly name: string;
  readonly draw: Draw;
  readonly smoothing: number;
  /** The plot's height in px for an element of this size. */
  readonly heightIn: (width: number, tall: number) => number;
  /** Enlargement of a plot of this size after its layout. */
  readonly enlarged: (width: number, height: number) => number;
  /** Called when the plot has been drawn again. */
  readonly onDrawn: (plot: Plot) => void;
}

export interface DrawnPlot {
  /** For the element that the plot fills. */
  readonly host: RefObject<HTMLDivElement | null>;
  /** Height of the plot in px. */
  readonly height: number;
  /** Size of the element in px; 0 until it is measured. */
  readonly width: number;
  readonly tall: number;
}

/** Plots within this distance of the window are drawn with the visible ones, the others after them. */
const NEAR = '200px';

/** Fills an element with a plot, which the painter draws again when its data, size or theme change. */
export function useDrawnPlot(props: DrawnPlotProps): DrawnPlot {
  const { name, draw, smoothing } = props;
  const { painter, theme } = useEnvironment();
  const host = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const pending = useRef<() => void>(undefined);
  /** The text of the plot in the element. */
  const shown = useRef<string>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const [{ width, tall }, setSize] = useState({ width: 0, tall: 0 });
  const height = props.heightIn(width, tall);

  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    element.setAttribute('data-waits', '');
    // Asked here, the browser would lay the whole page out within this render. The observer has sizes without that.
    const observer = new ResizeObserver(() => {
      const box = element.getBoundingClientRect();
      const next = { width: Math.floor(box.width), tall: Math.floor(box.height) };
      // what has no room is not drawn
      if (next.width === 0 || latest.current.heightIn(next.width, next.tall) === 0)
        element.removeAttribute('data-waits');
      startTransition(() =>
        setSize((now) => (now.width === next.width && now.tall === next.tall ? now : next)),
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        near.current = entries.some((entry) => entry.isIntersecting);
        // in a closed fold it has no size, and its observer may never say so
        if (!pending.current && !element.checkVisibility()) element.removeAttribute('data-waits');
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
        const scale = latest.current.enlarged(width, height);
        const size = { width: Math.round(width / scale), height: Math.round(height / scale) };
        const plot = draw({ ...size, theme, smoothing });
        patchSvg(element, shown.current, plot.svg);
        shown.current = plot.svg;
        latest.current.onDrawn(plot);
      } catch (thrown) {
        const trouble = troubleOf(thrown, `drawing ${name}`, 'Its data can still be exported');
        shown.current = undefined;
        element.textContent = said(trouble);
      }
    };
    pending.current = paint;
    element.setAttribute('data-waits', '');
    painter.request(element, paint, !near.current);
  }, [draw, width, height, theme, smoothing, painter, name]);

  return { host, height, width, tall };
}
