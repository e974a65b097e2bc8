import { describe, expect, it } from 'vitest';
import { readings } from '../../../src/plots/marks/readings.ts';
import { readOut } from '../../../src/ui/figures/read-out.ts';
import { measured } from '../../plots/measured.ts';

describe('the crosshair’s table', () => {
  const EXACT = 1 / 3;
  const { chart } = measured(
    'used',
    {
      lanes: [
        {
          lane: { id: 1, label: 'A <b>', method: 'carp', prototypes: 'joint' },
          series: { steps: [0, 10], values: [0.5, EXACT] },
          thin: [{ name: 'perplexity', series: { steps: [0], values: [0.25] } }],
        },
        {
          lane: { id: 2, label: 'B', method: 'carp', prototypes: 'decoupled' },
          series: { steps: [20], values: [1] },
          thin: [{ name: 'perplexity', series: { steps: [], values: [] } }],
        },
      ],
    },
    { width: 440, height: 280, theme: 'light' },
  );
  const html = chart ? readOut(chart, 10, readings(chart, 10), 'light') : '';

  it('holds every exact value, with its step', () => {
    expect(html).toContain(`<td data-series="" data-step="10" data-value="${EXACT}">33.3%</td>`);
    expect(html).toContain(
      '<td data-series="perplexity" data-step="0" data-value="0.25">25.0%<small> at 0</small></td>',
    );
    expect(html).toContain('<td data-series="">–</td>');
  });

  it('escapes names', () => {
    expect(html).toContain('data-lane="A &lt;b&gt;"');
    expect(html).not.toContain('<b>');
  });
});
