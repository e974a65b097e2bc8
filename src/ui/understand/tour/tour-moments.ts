import type { Measure } from '../../../base/messages.ts';
import type { Action, AppState } from '../../state/app-state.ts';
import { onsetOf } from '../../state/beginnings.ts';
import { type LaneRun, shownConfig } from '../../state/lane-state.ts';
import { numeral } from '../../words/numerals.ts';
import { settled } from './run-on-page.ts';

/** The parts of a run that a stop can show. `half`: about half of the prototypes are unique. */
export type MomentId = 'start' | 'onset' | 'half' | 'end';

export interface TourMoment {
  readonly id: MomentId;
  /** Such as "Step 50, collapse has begun". */
  readonly label: string;
  readonly step: number;
  /** True for the run's last report, which the page follows by itself. */
  readonly latest: boolean;
}

const WORDS: Readonly<Record<MomentId, string>> = {
  start: 'untrained',
  onset: 'collapse has begun',
  half: 'about half unique',
  end: 'end of the run',
};

/**
 * The moments of these kinds that the run on the page has, in the order asked for. One that the run lacks gives way to
 * the end. Empty without a run, and while lanes train, because the page then follows them.
 */
export function momentsOf(state: AppState, ids: readonly MomentId[]): TourMoment[] {
  const run = toldRun(state);
  const last = run?.snapshots.at(-1);
  if (!run || !last || !settled(state)) return [];
  const found = ids.map((id): TourMoment => {
    const measure = reportAt(run, id, state.epsilon);
    const there = measure ?? last;
    const as = measure ? id : 'end';
    return {
      id: as,
      label: `Step ${numeral(there.step)}, ${WORDS[as]}`,
      step: there.step,
      latest: there === last,
    };
  });
  return found.filter(({ step }, i) => found.findIndex((other) => other.step === step) === i);
}

/** The joint lane's run, because its collapse is the story; else the first lane that has one. */
function toldRun({ lanes }: AppState): LaneRun | undefined {
  const runs = lanes.filter(({ run }) => run.snapshots.length > 0);
  return (runs.find((lane) => shownConfig(lane)?.['prototypes'] === 'joint') ?? runs[0])?.run;
}

/** The whole report that shows the moment; undefined if the run does not have it. */
function reportAt(run: LaneRun, id: MomentId, epsilon: number): Measure | undefined {
  const { snapshots } = run;
  const last = snapshots.at(-1);
  if (id === 'start') return snapshots[0];
  if (id === 'end' || !last) return last;
  const began = onsetOf(run, epsilon);
  if (began === undefined) return undefined;
  const since = snapshots.filter(({ step }) => step >= began);
  if (id === 'onset') return since[0];
  const fromHalf = ({ unique }: Measure) => Math.abs((unique[epsilon] ?? 1) - HALF);
  if (!((last.unique[epsilon] ?? 1) < HALF)) return undefined;
  return since.reduce((best, each) => (fromHalf(each) < fromHalf(best) ? each : best), last);
}

const HALF = 0.5;

/** Turns the page to a moment; without one, to the latest report. */
export const lookAt = (moment: TourMoment | undefined): Action =>
  moment && !moment.latest ? { type: 'lookAt', step: moment.step } : { type: 'lookAt' };

/** True if the page shows the report of this moment. */
export const showsMoment = ({ at }: AppState, { step, latest }: TourMoment): boolean =>
  at === undefined ? latest : at === step;
