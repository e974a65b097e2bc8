import { EPSILONS } from '../../base/epsilons.ts';
import { last } from '../../base/series.ts';
import { useControl } from '../kit/use-control.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';
import { numeral, percent } from '../words/numerals.ts';
import { Terms } from '../words/Terms.tsx';

interface NumbersProps {
  readonly run: LaneRun;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  /** True for the first lane, where terms can be reached by the keyboard; in the others the same ones on hover. */
  readonly first: boolean;
}

/** The three numbers that answer the question, always together, and the ones that keep them honest. */
export function Numbers({ run, epsilon, first }: NumbersProps) {
  const { history, baseline, summary } = run;
  const latest = latestOf(run);
  const knn = last(history.knn);
  const accuracy = last(history.prototypeAccuracy);
  const at = `ε ${EPSILONS[epsilon]}`;
  return (
    <div className="numbers" {...useControl('numbers')}>
      <dl className="numbers-main" {...useControl('main-numbers')}>
        <div>
          <dt>
            <Terms text={`Unique at ${at}`} tab={first} />
          </dt>
          <dd>{percent(latest?.unique[epsilon])}</dd>
        </div>
        <div>
          <dt>
            <Terms text="Used" tab={first} />
          </dt>
          <dd>{percent(latest?.used)}</dd>
        </div>
        <div>
          <dt>
            <Terms text="k-NN" tab={first} />
          </dt>
          <dd>{percent(knn)}</dd>
        </div>
      </dl>
      <dl className="numbers-more">
        <div>
          <dt>
            <Terms text={`Used and unique at ${at}`} tab={first} />
          </dt>
          <dd>{percent(latest?.usedAndUnique[epsilon])}</dd>
        </div>
        <div>
          <dt>
            <Terms text="Prototype accuracy" tab={first} />
          </dt>
          <dd>{percent(accuracy)}</dd>
        </div>
        <div>
          <dt>
            <Terms text="Dead prototypes" tab={first} />
          </dt>
          <dd>{percent(latest?.dead)}</dd>
        </div>
        <div>
          <dt>
            <Terms text={`Ceiling at ${at}`} tab={first} />
          </dt>
          <dd>{percent(summary?.ceiling[String(EPSILONS[epsilon])])}</dd>
        </div>
        <div>
          <dt>
            <Terms text="Effective rank" tab={first} />
          </dt>
          <dd>{summary ? numeral(Number(summary.effectiveRank.toPrecision(3))) : '–'}</dd>
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
