import type { Inspection, Measure, Portrait, Question, Report } from '../../base/messages.ts';

/** Answers of a run's worker to questions about its prototypes. */
export interface Answers {
  /** In step order, for the steps that have a snapshot. */
  readonly inspections: readonly Inspection[];
  /** Describes the prototype picked last. */
  readonly portrait?: Portrait;
  /** The open question, if any. */
  readonly asked?: Question;
  /** The worker no longer holds the run. */
  readonly gone?: true;
}

export const NO_ANSWERS: Answers = { inspections: [] };

export type Answer = Extract<Report, { type: 'inspection' | 'portrait' | 'gone' }>;

export const answers = (report: Report): report is Answer =>
  report.type === 'inspection' || report.type === 'portrait' || report.type === 'gone';

/** Adds one answer. An answer without an open question is dropped: it may be about the run before. */
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
