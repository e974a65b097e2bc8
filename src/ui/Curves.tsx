import { memo } from 'react';
import { EPSILONS } from '../base/messages.ts';
import { useEnvironment } from './environment.ts';
import { PlotFigure } from './PlotFigure.tsx';
import type { CurvePanel } from './panels.ts';

interface CurvesProps {
  readonly panels: readonly CurvePanel[];
  readonly epsilon: number;
  readonly caption: string;
  readonly saves: boolean;
  /** True when many lanes' names take room of every plot. */
  readonly tall: boolean;
}

/** The two that answer the page's question stand first and larger. */
const LARGE: ReadonlySet<CurvePanel['id']> = new Set(['uniqueByEpsilon', 'unique']);

/** Every lane's curves, overlaid. */
export const Curves = memo(function Curves({ panels, epsilon, caption, saves, tall }: CurvesProps) {
  const { store } = useEnvironment();
  return (
    <section className="curves" aria-label="Curves of all lanes">
      <div className="curves-head">
        <h2>All lanes overlaid</h2>
        <label className="pick inline">
          <span>
            Single numbers use <i>ε</i>
          </span>
          <select
            value={epsilon}
            onChange={(event) => store.dispatch({ type: 'epsilon', index: Number(event.target.value) })}
          >
            {EPSILONS.map((value, i) => (
              <option key={value} value={i}>
                {value}
                {value === 0.025 ? ' (the paper’s)' : ''}
              </option>
            ))}
          </select>
        </label>
      </div>
      {panels.map((panel) => (
        <div key={panel.id} className={LARGE.has(panel.id) ? 'curve large' : 'curve'}>
          <PlotFigure
            name={panel.name}
            heading={panel.name}
            note={panel.note}
            draw={panel.draw}
            aspect={LARGE.has(panel.id) ? 0.5 : 0.66}
            minHeight={tall ? 300 : 210}
            caption={caption}
            saves={saves}
          />
        </div>
      ))}
    </section>
  );
});
