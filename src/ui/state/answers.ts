import type { Inspection, Measure, Portrait, Question, Report } from '../../base/messages.ts';

/** What a run's worker answered to questions about its prototypes. */
export interface Answers {
  /** In step order, of steps that the page can look back at. */
  readonly inspections: readonly Inspection[];
  /** Of the prototype that was picked last. */
  readonly portrait?: Portrait;
  /** A question that is not answered yet. */
  readonly asked?: Question;
  /** The worker no longer holds the run. */
  readonly gone?: true;
}

export const NO_ANSWERS: Answers = { inspections: [] };

export type Answer = Extract<Report, { type: 'inspection' | 'portrait' | 'gone' }>;

export const answers = (report: Report): report is Answer =>
  report.type === 'inspection' || report.type === 'portrait' || report.type === 'gone';

/** What is known with one answer more. Only what was asked is heard: a late answer may be about the run before. */
export function withAnswer(inside: Answers, answer: Answer, snapshots: readonly Measure[]): Answers {
  const { asked, ...rest } = inside;
  if (!asked) return inside;
  switch (answer.type) {
    case 'gone':
      return { ...rest, gone: true };
    case 'portrait':
      return { ...rest, portrait: answer };
    case 'inspection': {
      const kept = new Set(snapshots.map(({ step }) => step));
      const before = rest.inspections.filter(({ step }) => step < answer.step && kept.has(step));
      return { ...rest, inspections: [...before, answer] };
    }
    default:
      return answer satisfies never;
  }
}

/** The last inspection at or before `step`. */
export const inspectionAt = (inside: Answers | undefined, step: number): Inspection | undefined =>
  inside?.inspections.findLast((each) => each.step <= step);
