import type { ReactNode } from 'react';
import { EPSILONS } from '../../base/epsilons.ts';
import type { MeasureRow } from '../../base/measure-row.ts';
import { MEASURES } from '../../base/measures.ts';
import { Menu } from '../kit/Menu.tsx';
import { useControl } from '../kit/use-control.ts';
import type { LaneRun } from '../state/lane-state.ts';
import { laneNumber } from '../words/lane-number.ts';
import { numeral, percent } from '../words/numerals.ts';
import { Terms } from '../words/Terms.tsx';
import { otherEpsilon } from './other-epsilon.ts';

interface NumbersProps {
  /** The lane's run, or the mean of its seeds, at the step that the page shows. */
  readonly run: LaneRun;
  /** For a mean, the lowest and highest of its seeds. */
  readonly range?: { readonly low: LaneRun; readonly high: LaneRun } | undefined;
  /** The choice among the lane's seeds, if it has several. */
  readonly seeds?: ReactNode;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  /** True for the first lane, whose terms are tab stops. The other lanes show the same terms on hover only. */
  readonly first: boolean;
}

/** The three main numbers, always together. Those that put them into perspective fold below, each beside what chance
 *  would give; one that was not measured has no place there. */
export function Numbers({ run, range, seeds, epsilon, first }: NumbersProps) {
  const { baseline } = run;
  const epsilons = otherEpsilon(run, epsilon);
  const placed = (place: MeasureRow['numbers']) => MEASURES.filter(({ numbers }) => numbers === place);
  const number = (row: (typeof MEASURES)[number]) => {
    const control = MEASURES.find(({ id }) => id === row.beside?.id);
    return (
      <div key={row.id}>
        <dt>
          <Terms text={row.title} tab={first} />
          {row.perEpsilon && <span className="at-epsilon"> at ε {EPSILONS[epsilon]}</span>}
        </dt>
        <dd>
          <span translate="no">{written(row, laneNumber(run, row.id, epsilon))}</span>
          {control && row.beside && (
            <small>
              {' '}
              {row.beside.as} {written(control, laneNumber(run, control.id, epsilon))}
            </small>
          )}
        </dd>
        {range && row.numbers === 'main' && (
          <dd className="numbers-range">
            {ranged(laneNumber(range.low, row.id, epsilon), laneNumber(range.high, row.id, epsilon))}
          </dd>
        )}
      </div>
    );
  };
  const more = placed('more').filter(({ id }) => Number.isFinite(laneNumber(run, id, epsilon)));
  const count = more.length + (baseline ? 1 : 0);
  return (
    <div className="numbers" {...useControl('numbers')}>
      <dl className="numbers-main" {...useControl('main-numbers')}>
        {placed('main').map(number)}
      </dl>
      <div className="numbers-rest">
        {seeds}
        {Number.isFinite(laneNumber(run, 'unique', epsilon)) && (
          <Menu
            className="numbers-fold paper-epsilon"
            from="left"
            name={`${epsilons.head} ${epsilons.share}`}
            summary={
              <>
                {epsilons.head} <b>{epsilons.share}</b>
              </>
            }
          >
            <p>{epsilons.says}</p>
          </Menu>
        )}
        {more.length > 0 && (
          <Menu
            className="numbers-fold"
            name={`${count} more numbers`}
            summary={
              <>
                {count} more<span className="at-epsilon"> numbers</span>
              </>
            }
          >
            <dl className="numbers-more">
              {more.map(number)}
              {baseline && (
                <div>
                  <dt>k-NN baselines</dt>
                  <dd>
                    untrained {percent(baseline.knnUntrained)}, raw pixels {percent(baseline.knnRawPixels)}
                  </dd>
                </div>
              )}
            </dl>
          </Menu>
        )}
      </div>
    </div>
  );
}

/** Two shares as one range: "59.4–67.2%". */
const ranged = (low: number | undefined, high: number | undefined): string =>
  low === undefined || high === undefined ? '' : `${percent(low).replace('%', '')}–${percent(high)}`;

function written({ scale }: MeasureRow, value: number | undefined): string {
  if (scale === 'share') return value === undefined || Number.isNaN(value) ? '' : percent(value);
  return value === undefined || Number.isNaN(value) ? '' : numeral(Number(value.toPrecision(3)));
}
