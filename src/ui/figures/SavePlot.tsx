import { memo } from 'react';
import { save } from '../../export/save.ts';
import { svgToPng } from '../../export/svg-to-png.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Icon } from '../kit/Icon.tsx';
import { useMenu } from '../kit/menu.ts';
import { useControl } from '../kit/use-control.ts';
import { madeBy } from '../words/caption.ts';
import type { Draw } from './panels.ts';
import { type Caption, fileWord, plotSvg, wordsOf } from './plot-file.ts';

interface SavePlotProps {
  readonly name: string;
  readonly draw: Draw;
  readonly aspect: number;
  readonly caption: Caption;
  readonly able: boolean;
}

const SCALES = [1, 2, 3] as const;

/** The menu that saves one plot on a white background, with title and caption. */
export const SavePlot = memo(function SavePlot({ name, draw, aspect, caption, able }: SavePlotProps) {
  const { complain, store } = useEnvironment();
  const menu = useMenu();
  const { ref, ...control } = useControl('save');
  const svg = () =>
    plotSvg({
      name,
      draw,
      aspect,
      caption: `${wordsOf(caption)} ${madeBy(store.state().lanes)}`.trimStart(),
    });
  const file = fileWord(name);
  const run = (make: () => Promise<void> | void) => async () => {
    if (menu.current) menu.current.open = false;
    menu.current?.querySelector('summary')?.focus();
    try {
      await make();
    } catch (thrown) {
      complain(thrown, `saving ${name}`);
    }
  };

  if (!able) return null;
  return (
    <details className="menu save" ref={menu} data-embed="off" {...control}>
      <summary ref={ref} aria-label={`Save plot: ${name}`} title="Save this plot">
        <Icon of="save" />
      </summary>
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
});
