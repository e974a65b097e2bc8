import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { PlotOptions } from '../../plots/marks/frame.ts';
import { type Direction, nextSpot, type Spots, spotAt } from '../../plots/marks/spots.ts';
import { useEnvironment } from '../kit/environment.ts';
import { PlotFigure } from './PlotFigure.tsx';
import type { Draw } from './panels.ts';
import type { Caption } from './plot-file.ts';

interface PickFigureProps {
  readonly name: string;
  readonly heading: string;
  readonly note: string;
  readonly draw: Draw;
  readonly caption: Caption;
  readonly saves: boolean;
  /** The effect of the keys, for screen readers. */
  readonly keys: string;
  /** The places of the prototypes in a plot of these options. */
  readonly spotsOf: (options: PlotOptions) => Spots;
  readonly onPick: (place: number) => void;
  /** Turns the plot by radians, for arrow keys and drags. Without it, arrows go from prototype to prototype. */
  readonly onTurn?: (right: number, up: number) => void;
  readonly picked: number | undefined;
  /** The text beside a prototype under the pointer. */
  readonly describe: (place: number) => string;
}

/** The distance from a prototype within which a press picks it, in px: half a finger. */
const REACH = 14;
/** A press that moves farther than this, in px, is a drag. */
const STILL = 4;
/** Radians per press of an arrow key, and per px of a drag. */
const STEP = 0.16;
const PER_PIXEL = 0.008;

/** A size for a plot that is not drawn yet. */
const ANY_SIZE = { width: 320, height: 320 };

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** A plot of single prototypes, which can be picked by press or by key. */
export function PickFigure(props: PickFigureProps) {
  const { name, heading, note, draw, caption, saves, keys, spotsOf, onPick, onTurn, picked, describe } =
    props;
  const { theme } = useEnvironment();
  const host = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState<{ place: number; x: number; y: number; width: number }>();
  const press = useRef<{ x: number; y: number; moved: boolean }>(undefined);

  /** The plot as it is drawn, and its px per px of the page. */
  const drawn = () => {
    const svg = host.current?.querySelector<SVGSVGElement>('.plot-host > svg');
    if (!svg) return undefined;
    const { width, height } = svg.viewBox.baseVal;
    const box = svg.getBoundingClientRect();
    return { options: { width, height, theme }, left: box.left, top: box.top, scale: width / box.width };
  };

  /** The prototype at the pointer, and its place in the plot in px of the page. */
  const placeAt = (event: PointerEvent) => {
    const plot = drawn();
    if (!plot) return undefined;
    const { options, left, top, scale } = plot;
    const spots = spotsOf(options);
    const place = spotAt(spots, (event.clientX - left) * scale, (event.clientY - top) * scale, REACH * scale);
    return place === undefined
      ? undefined
      : { place, x: spots.x[place] / scale, y: spots.y[place] / scale, width: options.width / scale };
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (onTurn) {
      const right = direction === 'right' ? STEP : direction === 'left' ? -STEP : 0;
      const up = direction === 'up' ? STEP : direction === 'down' ? -STEP : 0;
      onTurn(right, up);
      return;
    }
    // keys go from neighbour to neighbour, of which the size decides nothing: they need not wait for the drawing
    const spots = spotsOf(drawn()?.options ?? { ...ANY_SIZE, theme });
    const from = picked !== undefined && Number.isFinite(spots.x[picked]) ? picked : undefined;
    const found =
      from === undefined ? spots.x.findIndex((at) => Number.isFinite(at)) : nextSpot(spots, from, direction);
    if (found !== undefined && found >= 0) onPick(found);
  };

  return (
    <div className="pick-figure" ref={host}>
      <PlotFigure
        name={name}
        heading={heading}
        note={note}
        draw={draw}
        aspect={1}
        caption={caption}
        saves={saves}
      />
      <div
        className={onTurn ? 'pick-layer turns' : 'pick-layer'}
        tabIndex={0}
        role="application"
        aria-label={`${name}. ${keys}`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          press.current = { x: event.clientX, y: event.clientY, moved: false };
          if (onTurn) event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const from = press.current;
          if (!from) {
            const found = event.pointerType === 'mouse' ? placeAt(event) : undefined;
            setOver(found);
            return;
          }
          setOver(undefined);
          const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
          if (!from.moved && Math.hypot(dx, dy) < STILL) return;
          press.current = { x: event.clientX, y: event.clientY, moved: true };
          onTurn?.(PER_PIXEL * dx, -PER_PIXEL * dy);
        }}
        onPointerUp={(event) => {
          const found = press.current && !press.current.moved ? placeAt(event) : undefined;
          if (found) onPick(found.place);
          press.current = undefined;
        }}
        onPointerLeave={() => setOver(undefined)}
        onPointerCancel={() => {
          press.current = undefined;
        }}
      >
        {over && (
          <span
            className="pick-word"
            data-left={over.x > over.width / 2}
            style={{ left: over.x, top: over.y }}
            aria-hidden="true"
          >
            {describe(over.place)}
          </span>
        )}
      </div>
    </div>
  );
}
