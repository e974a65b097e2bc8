import type { Chart } from '../../src/plots/marks/chart.ts';
import type { PlotOptions } from '../../src/plots/marks/frame.ts';
import { measured } from './measured.ts';
import { DECOUPLED, JOINT } from './samples.ts';

export const OPTIONS: PlotOptions = { width: 440, height: 280, theme: 'light' };
export const LOG = { logSteps: true, logValues: false };
export const EXACT = 0.123456789012345;

export const data = {
  lanes: [
    {
      lane: JOINT,
      series: { steps: [0, 5, 10, 20], values: [1, EXACT, 0.1, 0.05] },
      thin: [{ name: 'perplexity', series: { steps: [0, 5, 10, 20], values: [0.9, 0.4, 0.3, 0.2] } }],
    },
    {
      lane: DECOUPLED,
      series: { steps: [0, 10], values: [0.8, 0.7] },
      thin: [{ name: 'perplexity', series: { steps: [5, 10], values: [0.6, 0.5] } }],
    },
  ],
  steps: 20,
  view: LOG,
};

export function chartOf(plot: { readonly chart?: Chart | undefined }): Chart {
  if (!plot.chart) throw new Error('the plot has no chart');
  return plot.chart;
}
export const chart = chartOf(measured('used', data, OPTIONS));
