import { EPSILONS } from '../base/messages.ts';
import { last } from '../base/series.ts';
import type { LaneRun } from './lane-state.ts';
import { percent } from './numerals.ts';

interface NumbersProps {
  readonly run: LaneRun;
  /** Index into EPSILONS. */
  readonly epsilon: number;
}

/** The three numbers that answer the question, always together, and the ones that keep them honest. */
export function Numbers({ run, epsilon }: NumbersProps) {
  const { latest, history, baseline } = run;
  const knn = last(history.knn);
  const accuracy = last(history.prototypeAccuracy);
  const at = `ε ${EPSILONS[epsilon]}`;
  return (
    <div className="numbers">
      <dl className="numbers-main">
        <div>
          <dt>Unique at {at}</dt>
          <dd>{percent(latest?.unique[epsilon])}</dd>
        </div>
        <div>
          <dt>Used</dt>
          <dd>{percent(latest?.used)}</dd>
        </div>
        <div>
          <dt>k-NN</dt>
          <dd>{percent(knn)}</dd>
        </div>
      </dl>
      <dl className="numbers-more">
        <div>
          <dt>Used and unique at {at}</dt>
          <dd>{percent(latest?.usedAndUnique[epsilon])}</dd>
        </div>
        <div>
          <dt>Prototype accuracy</dt>
          <dd>{percent(accuracy)}</dd>
        </div>
        <div>
          <dt>Dead prototypes</dt>
          <dd>{percent(latest?.dead)}</dd>
        </div>
        <div>
          <dt>k-NN untrained, raw pixels</dt>
          <dd>
            {percent(baseline?.knnRandomInit)}, {percent(baseline?.knnRawPixels)}
          </dd>
        </div>
      </dl>
    </div>
  );
}
