import { memo } from 'react';
import { laneStroke, type PlotLane } from '../../plots/marks/lane.ts';
import { useEnvironment } from '../kit/environment.ts';

/** The stroke and name of every lane. A click hides or shows its curves in all overlaid plots. */
export const LaneLegend = memo(function LaneLegend({ lanes }: { readonly lanes: readonly PlotLane[] }) {
  const { store } = useEnvironment();
  return (
    <div className="legend" role="group" aria-label="Lanes shown">
      {lanes.map((lane) => {
        const { color, dash } = laneStroke(lane, lanes);
        const sample = (
          <svg width="20" height="8" aria-hidden="true">
            <path
              d="M0 4H20"
              stroke={color}
              strokeWidth={lane.ghost ? 1.25 : 2}
              strokeDasharray={dash || undefined}
            />
          </svg>
        );
        if (lane.ghost)
          return (
            <span key={lane.id} className="legend-ghost">
              {sample}
              {lane.label}
            </span>
          );
        return (
          <button
            key={lane.id}
            type="button"
            className="quiet"
            aria-pressed={!lane.hidden}
            title={lane.hidden ? 'Show this lane' : 'Hide this lane'}
            onClick={() => store.dispatch({ type: 'view', change: { change: 'toggleLane', lane: lane.id } })}
          >
            {sample}
            <span>{lane.label}</span>
          </button>
        );
      })}
    </div>
  );
});
