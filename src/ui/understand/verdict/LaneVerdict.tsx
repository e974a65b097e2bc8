import './verdict.css';
import { memo } from 'react';
import type { Catalogue } from '../../../base/catalogue.ts';
import type { Trouble } from '../../../base/errors.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { reveal } from '../../kit/reveal.ts';
import type { LaneRun, LaneState } from '../../state/lane-state.ts';
import { leaves } from '../../state/lesson.ts';
import { Cite } from '../../words/Cite.tsx';
import { Terms } from '../../words/Terms.tsx';
import { adviceFor } from './advice.ts';
import { readLane } from './verdict.ts';

interface LaneVerdictProps {
  readonly lane: LaneState;
  /** Its run at the step that the time machine shows. */
  readonly shown: LaneRun;
  /** Its number among the lanes, from 1. */
  readonly number: number;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  readonly catalogue: Catalogue | undefined;
}

/** The verdict on a lane, its evidence, and settings that usually help. */
export const LaneVerdict = memo(function LaneVerdict(props: LaneVerdictProps) {
  const { lane, shown, number, epsilon, catalogue } = props;
  const { store, controls, lesson } = useEnvironment();
  const { finding, says, evidence } = readLane(shown, epsilon, notFinite(lane.trouble));
  const all = lane.config && catalogue ? adviceFor(finding, lane.config, catalogue) : [];
  const advice = all.filter(({ values }) => leaves(lesson, ['tries', ...Object.keys(values)]));
  return (
    <div className="verdict" data-finding={finding}>
      <p className="verdict-says">
        <Terms text={says} tab={false} />
      </p>
      {evidence.length > 0 && (
        <ul className="verdict-evidence">
          {evidence.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {advice.map(({ label, values, key, because, source }) => (
        <p key={label} className="verdict-advice" data-embed="off">
          Try{' '}
          <button
            type="button"
            className="suggestion"
            onClick={() => {
              store.dispatch({ type: 'turn', lane: lane.id, values });
              reveal(controls, key, number);
            }}
          >
            {label}
          </button>
          . <span className="verdict-because">{because}</span> (<Cite source={source} />)
        </p>
      ))}
    </div>
  );
});

const notFinite = (trouble: Trouble | undefined) =>
  trouble?.kind === 'not-finite' ? trouble.failed : undefined;
