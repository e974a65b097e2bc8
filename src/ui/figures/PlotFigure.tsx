import './plots.css';
import { memo, type ReactNode, useCallback, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Chart } from '../../plots/marks/chart.ts';
import { Boundary } from '../kit/Boundary.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { Icon } from '../kit/Icon.tsx';
import { useControl } from '../kit/use-control.ts';
import { usePart } from '../kit/use-part.ts';
import type { PlotId } from '../state/controls.ts';
import { Terms } from '../words/Terms.tsx';
import type { Crosshair } from './crosshair.ts';
import { FullPlot } from './FullPlot.tsx';
import { NoteMenu } from './NoteMenu.tsx';
import { PlotStage, type StageHandle } from './PlotStage.tsx';
import type { Draw } from './panels.ts';
import type { Caption } from './plot-file.ts';
import type { PlotActs } from './plot-keys.ts';
import { SavePlot } from './SavePlot.tsx';
import { useDrawnPlot } from './use-drawn-plot.ts';

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
  readonly caption: Caption;
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

const enlargedOnWide = () => (innerWidth >= WIDE ? ENLARGED : 1);

const loadTable = async () => (await import('./DataTable.tsx')).DataTable;

/** The dialog over the page: the plot itself, or its values. */
type Over = { readonly shows: 'plot' } | { readonly shows: 'table'; readonly chart: Chart | undefined };

/** One plot, which the painter draws again when its data, size or theme change. */
export const PlotFigure = memo(function PlotFigure(props: PlotFigureProps) {
  return (
    <Boundary name={props.name} rescue={useEnvironment().rescue}>
      <Plot {...props} />
    </Boundary>
  );
});

function Plot(props: PlotFigureProps) {
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
  const summary = useRef<HTMLElement>(null);
  const stage = useRef<StageHandle>(null);
  const chart = useRef<Chart>(undefined);
  const [over, setOver] = useState<Over>();
  const Table = usePart(over?.shows === 'table', loadTable, 'loading the data table');
  // rings have no chart, and angles no named line: their sentence says what a table would
  const [tabled, setTabled] = useState(false);
  const { host, height, width, tall } = useDrawnPlot({
    name,
    draw,
    smoothing,
    heightIn: (wide, high) => (aspect === undefined ? high : Math.max(minHeight, Math.round(wide * aspect))),
    enlarged: enlargedOnWide,
    onDrawn: (plot) => {
      chart.current = plot.chart;
      setTabled(plot.chart?.lines.some(({ label }) => label !== '') ?? false);
      stage.current?.drawn(plot.chart);
      if (summary.current) summary.current.textContent = plot.summary;
    },
  });
  const close = () => setOver(undefined);
  const showTable = useCallback(() => setOver({ shows: 'table', chart: chart.current }), []);
  // the menus draw when they are pressed, and so need not be rendered for every report
  const latest = useRef(draw);
  latest.current = draw;
  const drawLatest = useCallback<Draw>((options) => latest.current(options), []);

  // a file has the proportions of the plot on the page
  const ratio = aspect ?? (width > 0 ? tall / width : 1);
  const plotted = (
    <div
      className="plot-host"
      translate="no"
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
          <button
            type="button"
            className="plot-full"
            data-embed="off"
            aria-haspopup="dialog"
            aria-label={`Full screen: ${name}`}
            title="Full screen (f)"
            onClick={() => setOver({ shows: 'plot' })}
          >
            <Icon of="large" />
          </button>
          <SavePlot name={name} draw={drawLatest} aspect={ratio} caption={caption} able={saves} />
          {note && <NoteMenu name={name} note={note} onTable={tabled ? showTable : undefined} />}
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
      {over &&
        createPortal(
          over.shows === 'table' ? (
            Table && <Table name={name} chart={over.chart} onClose={close} />
          ) : (
            <FullPlot
              name={name}
              draw={draw}
              smoothing={smoothing}
              crosshair={crosshair}
              acts={props.acts}
              onClose={close}
            />
          ),
          document.body,
        )}
    </figure>
  );
}
