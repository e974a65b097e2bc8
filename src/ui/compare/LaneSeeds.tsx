import { memo } from 'react';
import { MEASURES } from '../../base/measures.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Menu } from '../kit/Menu.tsx';
import { active, type LaneState } from '../state/lane-state.ts';
import { seedOfRun } from '../state/seeds/band.ts';
import { laneBand, seedRuns } from '../state/seeds/series.ts';
import { laneNumber } from '../words/lane-number.ts';
import { percent } from '../words/numerals.ts';

interface LaneSeedsProps {
  readonly lane: LaneState;
  /** Its number among the lanes, from 1. */
  readonly number: number;
  /** Index into EPSILONS. */
  readonly epsilon: number;
}

const MAIN = MEASURES.filter(({ numbers }) => numbers === 'main');

/** The seeds of a lane with their last numbers, and the choice among them and their mean. */
export const LaneSeeds = memo(function LaneSeeds({ lane, number, epsilon }: LaneSeedsProps) {
  const { store } = useEnvironment();
  if (!lane.siblings) return null;
  const runs = seedRuns(lane);
  const band = laneBand(lane);
  const training = active(lane);
  const shown = seedOfRun(lane.run);
  const show = (seed: number | 'mean') => store.dispatch({ type: 'showSeed', lane: lane.id, seed });
  const row = (name: string, run: (typeof runs)[number], pressed: boolean, seed: number | 'mean') => (
    <tr key={name}>
      <th scope="row">
        <button
          type="button"
          className="quiet"
          aria-pressed={pressed}
          disabled={training}
          onClick={() => show(seed)}
        >
          {name}
        </button>
      </th>
      {MAIN.map(({ id }) => {
        const value = laneNumber(run, id, epsilon);
        return <td key={id}>{value === undefined ? '–' : percent(value)}</td>;
      })}
    </tr>
  );
  return (
    <Menu
      className="numbers-fold lane-seeds"
      from="left"
      name={`Seeds of lane ${number}`}
      summary={
        <span>
          {lane.mean
            ? `mean of ${band?.spread.seeds.length ?? 0}`
            : `seed ${Number.isNaN(shown) ? '' : shown}`}
        </span>
      }
    >
      <table className="seeds-table">
        <thead>
          <tr>
            <th scope="col">Shown</th>
            {MAIN.map(({ id, title }) => (
              <th key={id} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {band && row('mean', band.mean, lane.mean === true, 'mean')}
          {runs.map((run) => {
            const seed = seedOfRun(run);
            return row(`seed ${seed}`, run, !lane.mean && seed === shown, seed);
          })}
        </tbody>
      </table>
      <p>
        {training
          ? 'Another seed trains. Choose among them when all have finished.'
          : lane.mean
            ? `Curves, numbers and the verdict are of the mean; the ring, angles and prototypes are of seed ${shown}.`
            : 'Everything is of this seed; the shaded range in the curves is that of all seeds.'}
      </p>
    </Menu>
  );
});
