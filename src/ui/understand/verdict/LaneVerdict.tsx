import './verdict.css';
import { memo, useRef } from 'react';
import type { Catalogue } from '../../../base/catalogue.ts';
import type { Trouble } from '../../../base/errors.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { Menu } from '../../kit/Menu.tsx';
import { reveal } from '../../kit/reveal.ts';
import { beginningOf } from '../../state/beginnings.ts';
import type { LaneRun, LaneState } from '../../state/lane-state.ts';
import { leaves } from '../../state/lesson.ts';
import { Cite } from '../../words/Cite.tsx';
import { courseWords } from '../../words/course-words.ts';
import { mergeTitle, mergeWords } from '../../words/merge-words.ts';
import { numeral } from '../../words/numerals.ts';
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

/** The verdict on a lane in two lines. Its evidence, and settings that usually help, open over the page. */
export const LaneVerdict = memo(function LaneVerdict(props: LaneVerdictProps) {
  const { lane, shown, number, epsilon, catalogue } = props;
  const { store, controls, lesson } = useEnvironment();
  const { finding, says, evidence } = readLane(shown, epsilon, notFinite(lane.trouble));
  const all = lane.config && catalogue ? adviceFor(finding, lane.config, catalogue) : [];
  const advice = all.filter(({ values }) => leaves(lesson, ['tries', ...Object.keys(values)]));
  const course = catalogue && lane.run.course ? courseWords(lane.run.course, catalogue) : [];
  const [first, rest] = headed(says);
  const end = useRef<string>(undefined);
  if (lane.phase === 'done') end.current ??= `Lane ${number}: ${says}`;
  else end.current = undefined;
  // of the whole run, whichever step is looked at
  const { onset: began, merge } = beginningOf(lane.run, epsilon);
  return (
    <div className="verdict" data-finding={finding}>
      {/* screen readers announce the end once, and no report or step looked at */}
      <p className="unseen" role="status">
        {end.current}
      </p>
      <p className="verdict-says" title={says}>
        {first && <b>{first}</b>}
        <Terms text={rest} tab={false} />
      </p>
      {began !== undefined && (
        <button
          type="button"
          className="began"
          data-print
          data-embed="off"
          title={`Go to step ${numeral(began)}, where a tenth of the final loss of unique prototypes is lost.`}
          onClick={() => store.dispatch({ type: 'lookAt', step: began })}
        >
          Began at step {numeral(began)}
        </button>
      )}
      {(evidence.length > 0 || advice.length > 0 || merge || course.length > 0) && (
        <Menu className="why" name={`Why? Lane ${number}`} summary="Why?" embeds>
          <p className="verdict-whole">{says}</p>
          {evidence.length > 0 && (
            <ul className="verdict-evidence">
              {evidence.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          {course.length > 0 && (
            <p className="verdict-course">
              Changed while training: {course.join(', ')}.
              {lane.repeats && ' Start repeats this at the same steps.'}
            </p>
          )}
          {merge && (
            <p data-embed="off">
              <button
                type="button"
                className="suggestion"
                title={mergeTitle(merge)}
                onClick={() => store.dispatch({ type: 'lookAt', step: merge.step })}
              >
                First merged pair: {mergeWords(merge)}
              </button>
            </p>
          )}
          {advice.map(({ label, changes, values, key, because, source }) => (
            <p key={label} className="verdict-advice" data-embed="off">
              <button
                type="button"
                className="suggestion"
                title={changes}
                onClick={() => {
                  store.dispatch({ type: 'turn', lane: lane.id, values });
                  reveal(controls, key, number);
                }}
              >
                Try {label}
              </button>
              . <span className="verdict-because">{because}</span> (<Cite source={source} />)
            </p>
          ))}
        </Menu>
      )}
    </div>
  );
});

/** The verdict's first word, if a colon follows it, and the rest. */
function headed(says: string): [string | undefined, string] {
  const found = /^[^.:,]{1,24}:/.exec(says);
  return found ? [found[0], says.slice(found[0].length)] : [undefined, says];
}

const notFinite = (trouble: Trouble | undefined) =>
  trouble?.kind === 'not-finite' ? trouble.failed : undefined;
