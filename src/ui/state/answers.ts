import type { Inspection, Look, Measure, Portrait, Report } from '../../base/messages.ts';

/** What a run's worker answered to questions about its prototypes. */
export interface Inside {
  /** In step order, of steps that the page can look back at. */
  readonly inspections: readonly Inspection[];
  /** Of the prototype that was picked last. */
  readonly portrait?: Portrait;
  /** A question that is not answered yet. */
  readonly asked?: Look;
  /** The worker no longer holds the run. */
  readonly gone?: true;
}

export const NOTHING_SEEN: Inside = { inspections: [] };

export type Answer = Extract<Report, { type: 'inspection' | 'portrait' | 'gone' }>;

export const answers = (report: Report): report is Answer =>
  report.type === 'inspection' || report.type === 'portrait' || report.type === 'gone';

/** What is known with one answer more. Only what was asked is heard: a late answer may be about the run before. */
export function withAnswer(inside: Inside, answer: Answer, snapshots: readonly Measure[]): Inside {
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
export const inspectionAt = (inside: Inside | undefined, step: number): Inspection | undefined =>
  inside?.inspections.findLast((each) => each.step <= step);
