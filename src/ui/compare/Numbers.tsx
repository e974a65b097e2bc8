import { EPSILONS } from '../../base/epsilons.ts';
import { headingAt, type MeasureRow } from '../../base/measure-row.ts';
import { MEASURES } from '../../base/measures.ts';
import { Folded } from '../kit/Folded.tsx';
import { useControl } from '../kit/use-control.ts';
import type { LaneRun } from '../state/lane-state.ts';
import { laneNumber } from '../words/lane-number.ts';
import { numeral, percent } from '../words/numerals.ts';
import { Terms } from '../words/Terms.tsx';
import { otherEpsilon } from './other-epsilon.ts';

interface NumbersProps {
  readonly run: LaneRun;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  /** True for the first lane, whose terms are tab stops. The other lanes show the same terms on hover only. */
  readonly first: boolean;
}

/** The three main numbers, always together, and those that put them into perspective. */
export function Numbers({ run, epsilon, first }: NumbersProps) {
  const { baseline } = run;
  const beside = otherEpsilon(run, epsilon);
  const listed = (place: MeasureRow['numbers']) =>
    MEASURES.filter(({ numbers }) => numbers === place).map((row) => (
      <div key={row.id}>
        <dt>
          <Terms text={headingAt(row.title, row, EPSILONS[epsilon])} tab={first} />
        </dt>
        <dd>{written(row, laneNumber(run, row.id, epsilon))}</dd>
      </div>
    ));
  return (
    <div className="numbers" {...useControl('numbers')}>
      <dl className="numbers-main" {...useControl('main-numbers')}>
        {listed('main')}
      </dl>
      <Folded
        className="numbers-epsilon"
        summary={
          <>
            {beside.head} <b>{beside.share}</b>
          </>
        }
      >
        <p>{beside.says}</p>
      </Folded>
      <dl className="numbers-more">
        {listed('more')}
        <div>
          <dt>k-NN untrained, raw pixels</dt>
          <dd>
            {percent(baseline?.knnUntrained)}, {percent(baseline?.knnRawPixels)}
          </dd>
        </div>
      </dl>
    </div>
  );
}

function written({ scale }: MeasureRow, value: number | undefined): string {
  if (scale === 'share') return percent(value);
  return value === undefined ? '–' : numeral(Number(value.toPrecision(3)));
}
