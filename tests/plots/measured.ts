import { PANELS } from '../../src/base/measures.ts';
import type { Plot, PlotOptions } from '../../src/plots/marks/frame.ts';
import { type MeasureVsStepData, measureVsStep } from '../../src/plots/measure-vs-step.ts';

type PanelId = (typeof PANELS)[number]['id'];

/** The plot of a measure of base/measures.ts, at ε 0.5 unless told. */
export function measured(
  id: PanelId,
  data: Omit<MeasureVsStepData, 'row' | 'epsilon'> & { readonly epsilon?: number },
  options: PlotOptions,
): Plot {
  const row = PANELS.find((each) => each.id === id);
  if (!row) throw new Error(`no panel ${id}`);
  return measureVsStep({ epsilon: 0.5, ...data, row }, options);
}
