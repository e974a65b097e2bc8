import { useEffect, useRef } from 'react';
import { save } from '../export/save.ts';
import { svgToPng } from '../export/svg-to-png.ts';
import { useEnvironment } from './environment.ts';
import type { Draw } from './panels.ts';

interface SavePlotProps {
  readonly name: string;
  readonly draw: Draw;
  readonly aspect: number;
  readonly caption: string;
  readonly able: boolean;
}

/** Width of a saved plot at 1x, in px: a column of a paper at 100 px an inch and a half. */
const WIDTH = 640;
/** Height that title and caption take beside the plot itself. */
const SURROUND = 56;

const SCALES = [1, 2, 3] as const;

/** The menu that saves one plot, on white, with title and caption. */
export function SavePlot({ name, draw, aspect, caption, able }: SavePlotProps) {
  const { complain } = useEnvironment();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const open = menu.current;
      if (!open?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        open.open = false;
        open.querySelector('summary')?.focus();
      } else if (event.target instanceof Node && !open.contains(event.target)) open.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);

  const svg = () => {
    const width = aspect > 0.9 ? WIDTH * 0.75 : WIDTH;
    const height = Math.round(width * aspect) + SURROUND;
    return draw({ width, height, theme: 'light', title: name, caption, legend: true }).svg;
  };
  const file = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const run = (make: () => Promise<void> | void) => async () => {
    if (menu.current) menu.current.open = false;
    try {
      await make();
    } catch (thrown) {
      complain(thrown, `saving ${name}`);
    }
  };

  if (!able) return null;
  return (
    <details className="menu" ref={menu}>
      <summary aria-label={`Save plot: ${name}`}>Save</summary>
      <div className="menu-items">
        {SCALES.map((scale) => (
          <button
            key={scale}
            type="button"
            onClick={run(async () => save(await svgToPng(svg(), scale), `${file}@${scale}x.png`))}
          >
            PNG {scale}x
          </button>
        ))}
        <button
          type="button"
          onClick={run(() => save(new Blob([svg()], { type: 'image/svg+xml' }), `${file}.svg`))}
        >
          SVG
        </button>
      </div>
    </details>
  );
}
