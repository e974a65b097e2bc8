import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { SIZE } from '../../plots/marks/text.ts';
import type { Crosshair } from './crosshair.ts';
import { PlotStage, type StageHandle } from './PlotStage.tsx';
import type { Draw } from './panels.ts';
import type { PlotActs } from './plot-keys.ts';
import { useDrawnPlot } from './use-drawn-plot.ts';

interface FullPlotProps {
  readonly name: string;
  readonly draw: Draw;
  readonly smoothing: number;
  readonly crosshair: Crosshair | undefined;
  readonly acts: PlotActs | undefined;
  readonly onClose: () => void;
}

/** The least text height in px in a window of this size, for the last row of a lecture hall. */
const LECTURE = { text: 24, width: 1920, height: 1080 };

/** Enlargement of a plot in a window of this size. Small windows have no room for larger text. */
function lectureScale(width: number, height: number): number {
  const window = Math.min(width / LECTURE.width, height / LECTURE.height);
  return Math.max(1, (window * LECTURE.text) / SIZE.note);
}

const wholeHeight = (_: number, tall: number) => tall;
const enlargedToWindow = () => lectureScale(innerWidth, innerHeight);

/** One plot over the whole window, which goes on with the run. Esc or f closes it, and the browser returns the focus. */
export function FullPlot(props: FullPlotProps) {
  const { name, draw, smoothing, crosshair, acts, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<StageHandle>(null);
  const summary = useRef<HTMLParagraphElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    // no control has the focus, so that Space still pauses the run
    dialog.current?.focus();
  }, []);
  const { host } = useDrawnPlot({
    name,
    draw,
    smoothing,
    heightIn: wholeHeight,
    enlarged: enlargedToWindow,
    onDrawn: (plot) => {
      stage.current?.drawn(plot.chart);
      if (summary.current) summary.current.textContent = plot.summary;
    },
  });
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !['Escape', 'f'].includes(event.key)) return;
    // a plot that is looked back at would take Esc for its crosshair, and the page f for another plot
    event.preventDefault();
    event.stopPropagation();
    dialog.current?.close();
  };
  const plotted = <div className="plot-host" translate="no" ref={host} aria-hidden="true" />;
  return (
    <dialog
      ref={dialog}
      className="full-plot"
      aria-labelledby={id}
      tabIndex={-1}
      onClose={onClose}
      onKeyDownCapture={key}
    >
      <header>
        <h2 id={id}>{name}</h2>
        <button
          type="button"
          title="The keys f and Esc close it as well."
          onClick={() => dialog.current?.close()}
        >
          Close
        </button>
      </header>
      {crosshair ? (
        <PlotStage ref={stage} name={name} crosshair={crosshair} acts={acts}>
          {plotted}
        </PlotStage>
      ) : (
        plotted
      )}
      <p className="unseen" ref={summary} />
    </dialog>
  );
}
