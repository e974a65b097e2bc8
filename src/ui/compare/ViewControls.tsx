import { memo } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { NumberBox } from '../kit/NumberBox.tsx';
import { refusedNumber } from '../kit/refused-number.ts';
import { MOST_SMOOTHING, type View, type ViewChange } from '../state/view.ts';

interface ViewControlsProps {
  readonly view: View;
  /** Length of the run, in steps. */
  readonly steps: number;
}

/** Controls for the scales, smoothing and range of steps of the curves. */
export const ViewControls = memo(function ViewControls({ view, steps }: ViewControlsProps) {
  const { store } = useEnvironment();
  const change = (to: ViewChange) => store.dispatch({ type: 'view', change: to });
  const [from, to] = view.range ?? [0, steps];
  const bound = (end: 0 | 1, step: number) => {
    const range: [number, number] = [from, to];
    range[end] = step;
    change(range[0] <= 0 && range[1] >= steps ? { change: 'zoom' } : { change: 'zoom', range });
  };
  /** The field for one end of the range. Text that is no number leaves it as it was. */
  const field = (end: 0 | 1, label: string) => (
    <NumberBox
      label={label}
      min={0}
      max={steps}
      value={[from, to][end]}
      onRead={(step) => bound(end, step)}
      onRefuse={(text, fault) =>
        store.dispatch({
          type: 'notice',
          troubles: [refusedNumber(text, fault, `Use a step from 0 to ${steps}`)],
        })
      }
      onEmpty={() => bound(end, [0, steps][end])}
    />
  );
  return (
    <div className="view" role="group" aria-label="View of the curves">
      <label title="Log scale for steps: more room for the first hundred, where prototypes collapse.">
        <input
          type="checkbox"
          checked={view.logSteps}
          onChange={(event) => change({ change: 'scale', axis: 'logSteps', on: event.target.checked })}
        />
        log steps
      </label>
      <label title="Log scale for percentages, linear below 1%.">
        <input
          type="checkbox"
          checked={view.logValues}
          onChange={(event) => change({ change: 'scale', axis: 'logValues', on: event.target.checked })}
        />
        log values
      </label>
      <label title="Moving average over time; tooltips and exports always show raw values.">
        smoothing
        <input
          type="range"
          min={0}
          max={MOST_SMOOTHING}
          step={0.01}
          value={view.smoothing}
          aria-valuetext={view.smoothing === 0 ? 'off' : String(view.smoothing)}
          onChange={(event) => change({ change: 'smooth', weight: Number(event.target.value) })}
        />
        <output>{view.smoothing === 0 ? 'off' : view.smoothing.toFixed(2)}</output>
      </label>
      <span className="view-range" title="Drag on a plot to zoom, double-click to reset.">
        steps {field(0, 'First step shown')} to {field(1, 'Last step shown')}
      </span>
      <button
        type="button"
        className="quiet"
        disabled={!view.range}
        onClick={() => change({ change: 'zoom' })}
      >
        Reset zoom
      </button>
    </div>
  );
});
