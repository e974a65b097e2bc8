import { useEnvironment } from '../../kit/environment.ts';
import type { AppState } from '../../state/app-state.ts';
import { settled, showsExample, vacant } from './run-on-page.ts';
import { lookAt, showsMoment, type TourMoment } from './tour-moments.ts';

interface TourRunProps {
  readonly state: AppState;
  readonly moments: readonly TourMoment[];
  /** True while the example run is on its way. */
  readonly bringing: boolean;
  readonly onTrain: () => void;
}

/** The moments of the run that a stop speaks of, and whose run it is unless it is the example. */
export function TourRun({ state, moments, bringing, onTrain }: TourRunProps) {
  const { store, bringExample } = useEnvironment();
  const inTime = [...moments].sort((a, b) => a.step - b.step);
  return (
    <>
      {inTime.length > 0 && (
        <div className="tour-moments" role="group" aria-label="Go to">
          {inTime.map((moment) => (
            <button
              key={moment.id}
              type="button"
              aria-pressed={showsMoment(state, moment)}
              onClick={() => store.dispatch(lookAt(moment))}
            >
              {moment.label}
            </button>
          ))}
        </div>
      )}
      {bringing ? (
        <p className="tour-run">Loading the example run…</p>
      ) : vacant(state) ? (
        <p className="tour-run">
          The example run did not load.{' '}
          <button type="button" className="quiet" onClick={onTrain}>
            Train it yourself
          </button>
        </p>
      ) : (
        !showsExample(state) && (
          <p className="tour-run">
            The tour now speaks of the runs on this page.{' '}
            {settled(state) && (
              <button
                type="button"
                className="quiet"
                title="Replaces the runs in the lanes with the example, and keeps your settings."
                onClick={() => void bringExample(settled)}
              >
                Show the example instead
              </button>
            )}
          </p>
        )
      )}
    </>
  );
}
