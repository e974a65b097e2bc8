import { curves } from '../../src/plots/marks/curves.ts';
import type { Line } from '../../src/plots/marks/line.ts';
import type { Growth } from './contests.ts';
import type { Grown } from './growth.ts';
import type { PeerName } from './peer.ts';
import { TITLES } from './report.ts';

/** Colours of Okabe and Ito (2008). */
const COLOURS = { webgpu: '#0072b2', wasm: '#d55e00', cpu: '#5f6368' } as const;
const DASHES: Readonly<Partial<Record<PeerName, string>>> = {
  idiomatic: '2 3',
  'jax-js': '7 4',
  pytorch: '1.5 3.5',
};

const LABELS: Readonly<Record<Growth['knob'], string>> = {
  K: 'Prototypes K',
  D: 'Embedding size D',
  batch: 'Batch size B (two views each)',
};

const size = (value: number) => (value >= 1024 && value % 1024 === 0 ? `${value / 1024}Ki` : String(value));

/** Time per step against one size, both on log axes: a linear cost is a line of slope 1, as the grey one. */
export function growthPlot(series: readonly Grown[]): string {
  const lines: Line[] = series.map(({ backend, peer, points }) => ({
    label: `${TITLES[peer]}, ${backend}`,
    xs: points.map(({ size }) => size),
    ys: points.map(({ median }) => median),
    color: COLOURS[backend],
    dash: DASHES[peer] ?? '',
  }));
  const [first] = series;
  const start = first?.points[0];
  if (!first || !start) throw new Error('no sizes were measured');
  const sizes = [...new Set(lines.flatMap(({ xs }) => xs))].sort((a, b) => a - b);
  const linear: Line = {
    label: 'linear',
    xs: sizes,
    ys: sizes.map((size) => (start.median * size) / start.size),
    color: '#8b9098',
    dash: '',
    faint: true,
  };
  const software = series.find((grown) => grown.software);
  return curves(
    {
      name: 'Time per step',
      x: { label: LABELS[first.knob], log: true, ticks: sizes, format: size },
      y: { label: 'Milliseconds a step', log: true },
      lines: [...lines, linear],
      points: true,
    },
    {
      width: 640,
      height: 400,
      theme: 'light',
      title: `Time per step against ${first.knob}`,
      caption: `Compact MLP, CARP joint.${software ? ` WebGPU on a software adapter (${software.adapter}).` : ''}`,
      legend: true,
    },
  ).svg;
}
