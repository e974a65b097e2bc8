import { useState } from 'react';
import { save } from '../export/save.ts';
import { svgToPng } from '../export/svg-to-png.ts';
import type { AppState } from './app-state.ts';
import { useEnvironment } from './environment.ts';
import { comparisonCsv, comparisonFigure, comparisonJson, fileName } from './export-run.ts';

type Scale = 1 | 2 | 3;
const SCALES: readonly Scale[] = [1, 2, 3];

/** Saves the whole comparison: one figure, or the run's numbers. */
export function ExportMenu({ state }: { readonly state: AppState }) {
  const { complain } = useEnvironment();
  const [scale, setScale] = useState<Scale>(2);
  const [busy, setBusy] = useState(false);
  const able = state.lanes.some((lane) => lane.run.latest);
  const title = able ? undefined : 'There is something to export after the first report.';
  const run = async (doing: string, make: () => Promise<Blob> | Blob, end: string) => {
    setBusy(true);
    try {
      save(await make(), `${fileName(state)}.${end}`);
    } catch (thrown) {
      complain(thrown, doing);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="export" role="group" aria-label="Export">
      <span className="export-word" aria-hidden="true">
        Export
      </span>
      <select
        aria-label="PNG scale"
        value={scale}
        onChange={(event) => setScale(SCALES.find((each) => String(each) === event.target.value) ?? 2)}
      >
        {SCALES.map((each) => (
          <option key={each} value={each}>
            {each}x
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label="Export PNG"
        title={title}
        disabled={!able || busy}
        onClick={() => run('exporting the figure', () => svgToPng(comparisonFigure(state), scale), 'png')}
      >
        PNG
      </button>
      <button
        type="button"
        aria-label="Export JSON"
        title={title}
        disabled={!able || busy}
        onClick={() =>
          run(
            'exporting the run',
            () => new Blob([comparisonJson(state)], { type: 'application/json' }),
            'json',
          )
        }
      >
        JSON
      </button>
      <button
        type="button"
        aria-label="Export CSV"
        title={title}
        disabled={!able || busy}
        onClick={() =>
          run('exporting the curves', () => new Blob([comparisonCsv(state)], { type: 'text/csv' }), 'csv')
        }
      >
        CSV
      </button>
    </div>
  );
}
