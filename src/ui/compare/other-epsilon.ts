import { EPSILONS, PAPER_EPSILON, TOY_EPSILON } from '../../base/epsilons.ts';
import { PAPER_SYSTEMS } from '../../base/paper-numbers.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';
import { laneNumber } from '../words/lane-number.ts';
import { numeral, percent, roughly } from '../words/numerals.ts';

/** A unique share at the paper's ε, beside that at the ε on the page. */
export interface OtherEpsilon {
  readonly head: string;
  readonly share: string;
  /** The merges of both ε in this lane, in words. */
  readonly says: string;
}

/** So few merged prototypes are "almost none". */
const FEW = 0.05;
/** So many merged random directions are worth a word. */
const SOME = 0.005;

/** The unique share of a lane at the paper's ε, or at ε 0.5 where the page counts at the paper's. `epsilon` indexes
 *  EPSILONS. */
export function otherEpsilon(run: LaneRun, epsilon: number): OtherEpsilon {
  const other = EPSILONS[epsilon] === PAPER_EPSILON ? TOY_EPSILON : PAPER_EPSILON;
  const share = laneNumber(run, 'unique', EPSILONS.indexOf(other));
  return {
    head: other === PAPER_EPSILON ? `At the paper’s ε ${other}` : `Unique at ε ${other}`,
    share: percent(share),
    says: sentences(run),
  };
}

function sentences(run: LaneRun): string {
  const at = EPSILONS.indexOf(PAPER_EPSILON);
  const K = Number(run.config?.['K']);
  const D = Number(run.config?.['D']);
  const theirs = PAPER_SYSTEMS.carp.K;
  const unique = laneNumber(run, 'unique', at);
  const merged = unique === undefined ? undefined : 1 - unique - (latestOf(run)?.dead ?? 0);
  const random = 1 - (run.baseline?.uniqueRandom[at] ?? 1);
  const many = `the paper has ${numeral(theirs)} prototypes`;
  const closer = K < theirs ? `${many}, which are closer together` : many;
  return [
    `ε ${PAPER_EPSILON} is an angle of ${degrees(PAPER_EPSILON)}, ε ${TOY_EPSILON} one of ${degrees(TOY_EPSILON)}.`,
    merged === undefined || !Number.isFinite(merged) || !(K > 0)
      ? `${sentence(closer)}.`
      : `With K = ${numeral(K)} in ${numeral(D)} dimensions ε ${PAPER_EPSILON} merges ${merged < FEW ? 'almost none' : `${roughly(merged)} of the prototypes`}; ${closer}.`,
    ...(random > SOME ? [`It merges ${roughly(random)} of as many random directions.`] : []),
  ].join(' ');
}

/** The angle between two directions at 1 - cos = ε. */
const degrees = (epsilon: number) => `${Math.round((180 / Math.PI) * Math.acos(1 - epsilon))}°`;

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
