import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react';
import { type Chart, endsOf, laneNamed, nearestX, shows } from '../../plots/marks/chart.ts';
import { brush, crosshair as crosshairMarks } from '../../plots/marks/crosshair.ts';
import { type ReadingRow, readings, readingWords } from '../../plots/marks/readings.ts';
import { useEnvironment } from '../kit/environment.ts';
import type { Crosshair, CrosshairPlot } from './crosshair.ts';
import { type PlotActs, plotKey } from './plot-keys.ts';
import { inked, readOut } from './read-out.ts';

export interface StageHandle {
  /** Called when the plot has been drawn again. */
  drawn(chart: Chart | undefined): void;
}

interface PlotStageProps {
  readonly name: string;
  readonly crosshair: Crosshair;
  /** Further actions of the plot; absent if it does not zoom. */
  readonly acts?: PlotActs | undefined;
  readonly ref: Ref<StageHandle>;
  /** The plot itself. */
  readonly children: ReactNode;
}

/** A press that moves less than this, in px, is not a drag. */
const STILL = 4;

/**
 * The layer over a plot that reads values off it, by pointer, by touch and by keys (as a slider over the measured x).
 * A vertical touch scrolls the page. The layer draws in an SVG of its own and never changes the plot's.
 */
export function PlotStage({ name, crosshair, acts, ref, children }: PlotStageProps) {
  const { store, theme, lesson } = useEnvironment();
  const stage = useRef<HTMLDivElement>(null);
  const marks = useRef<SVGSVGElement>(null);
  const readOutBox = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart>(undefined);
  /** True while the layer is not empty. */
  const drawn = useRef(false);
  const drag = useRef<{ readonly from: number; moved: boolean }>(undefined);

  /** The lane on whose name the pointer went down. */
  const pressed = useRef<number>(undefined);

  const show: CrosshairPlot['show'] = (x, table, picked) => {
    const [element, svg, box, now] = [stage.current, marks.current, readOutBox.current, chart.current];
    if (!element || !svg || !box) return;
    const rows = now && x !== undefined ? readings(now, x) : [];
    const stands = now !== undefined && x !== undefined && shows(now, x) && rows.length > 0;
    if (!stands && !picked && !drawn.current) return;
    drawn.current = stands || picked !== undefined;
    svg.innerHTML =
      (now && picked ? brush(now, picked, theme) : '') + (stands ? crosshairMarks(now, x, rows, theme) : '');
    box.hidden = !stands || !table;
    if (!stands) {
      element.setAttribute('aria-valuetext', 'nothing picked');
      return;
    }
    box.innerHTML = readOut(now, x, rows, theme);
    inked(box);
    place(box, now, now.placeX(x), rows);
    element.setAttribute('aria-valuenow', String(x));
    element.setAttribute('aria-valuetext', readingWords(now, x, rows));
  };

  const latest = useRef(show);
  latest.current = show;
  const plot = useRef<CrosshairPlot>({ show: (...what) => latest.current(...what) }).current;

  useImperativeHandle(ref, () => ({
    drawn(next) {
      chart.current = next;
      const ends = next && endsOf(next);
      stage.current?.setAttribute('tabindex', ends ? '0' : '-1');
      if (next && ends) {
        stage.current?.setAttribute('aria-valuemin', String(ends[0]));
        stage.current?.setAttribute('aria-valuemax', String(ends[1]));
        if (crosshair.at() === undefined) stage.current?.setAttribute('aria-valuenow', String(ends[1]));
        marks.current?.setAttribute('viewBox', `0 0 ${next.width} ${next.height}`);
      }
      crosshair.show(plot);
    },
  }));
  useEffect(() => crosshair.join(plot), [crosshair, plot]);

  /** The horizontal place of a pointer, in px of the chart. */
  const placeOf = (event: PointerEvent<HTMLElement>, now: Chart) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return ((event.clientX - left) * now.width) / width;
  };
  /** The lane whose name is under the pointer. Without the legend a hidden lane could not come back. */
  const laneUnder = (event: MouseEvent<HTMLElement>) => {
    const now = chart.current;
    if (!now || lesson.embed || lesson.hide.has('view')) return undefined;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
    return laneNamed(now, x * now.width, y * now.height);
  };
  const hide = (event: MouseEvent<HTMLElement>) => {
    const lane = laneUnder(event);
    if (lane === undefined || lane !== pressed.current) return;
    store.dispatch({ type: 'view', change: { change: 'toggleLane', lane } });
  };
  const press = (event: PointerEvent<HTMLElement>) => {
    const now = chart.current;
    if (!now || event.button !== 0) return;
    pressed.current = laneUnder(event);
    if (event.pointerType === 'touch') crosshair.point(nearestX(now, placeOf(event, now)));
    else if (acts) drag.current = { from: placeOf(event, now), moved: false };
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const now = chart.current;
    if (!now) return;
    event.currentTarget.style.cursor = laneUnder(event) === undefined ? '' : 'pointer';
    const at = placeOf(event, now);
    crosshair.point(nearestX(now, at));
    const pulled = drag.current;
    if (!pulled) return;
    if (!pulled.moved && Math.abs(at - pulled.from) >= STILL) {
      pulled.moved = true;
      event.currentTarget.setPointerCapture(event.pointerId);
    }
    if (pulled.moved) crosshair.pick([now.valueX(pulled.from), now.valueX(at)]);
  };
  const release = (event: PointerEvent<HTMLElement>) => {
    const [now, pulled] = [chart.current, drag.current];
    drag.current = undefined;
    crosshair.pick(undefined);
    if (!now || !pulled?.moved || !acts) return;
    const within = (place: number) => now.valueX(Math.min(now.right, Math.max(now.left, place)));
    acts.zoom([within(pulled.from), within(placeOf(event, now))]);
  };
  const letGo = () => {
    drag.current = undefined;
    crosshair.pick(undefined);
  };
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !chart.current) return;
    if (event.key === 'Escape') letGo();
    if (!plotKey(event.key, chart.current, crosshair, acts)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className={acts ? 'plot-stage zooms' : 'plot-stage'}
      ref={stage}
      role="slider"
      tabIndex={-1}
      aria-label={`Read off ${name}`}
      aria-valuenow={0}
      aria-valuetext="nothing picked"
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onClick={hide}
      onPointerCancel={letGo}
      onPointerLeave={(event) => {
        if (event.pointerType !== 'touch') crosshair.point(undefined);
        if (!drag.current?.moved) letGo();
      }}
      onDoubleClick={() => acts?.zoom()}
      onKeyDown={key}
      onBlur={() => crosshair.point(undefined)}
    >
      {children}
      <svg className="crosshair" ref={marks} aria-hidden="true" />
      <div className="read-out" translate="no" ref={readOutBox} hidden aria-hidden="true" />
    </div>
  );
}

/** Px between the crosshair and the table. */
const APART = 8;

/** Puts the table beside the crosshair, on the side with more room, at the height with fewer of the points read. The
 *  space beside the table shrinks if the table is too wide, so the layout need not be measured. */
function place(box: HTMLElement, chart: Chart, at: number, rows: readonly ReadingRow[]): void {
  const toLeft = at > (chart.left + chart.right) / 2;
  const beside = (toLeft ? chart.width - at : at) + APART;
  const heights = rows.flatMap(({ readings: [{ point }] }) => (point ? [chart.placeY(point.y)] : []));
  const mean = heights.reduce((sum, height) => sum + height, 0) / heights.length;
  const low = mean < (chart.top + chart.bottom) / 2;
  box.style.flexDirection = toLeft ? 'row-reverse' : 'row';
  box.style.alignItems = low ? 'flex-end' : 'flex-start';
  box.style.top = `${(100 * chart.top) / chart.height}%`;
  box.style.bottom = `${(100 * (chart.height - chart.bottom)) / chart.height}%`;
  box.style.setProperty('--beside', `${(100 * beside) / chart.width}%`);
}
