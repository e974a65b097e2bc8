import { grouped } from '../base/number-text.ts';
import { bandwidth } from './density/bandwidth.ts';
import { besselOrder, scaledBessel } from './density/bessel.ts';
import { kernelMean, moments } from './density/moments.ts';
import { curves } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';

/** Fourier terms below this fraction of the first are dropped. */
const NEGLIGIBLE = 1e-12;

/**
 * Von Mises kernel density of `angles` (radians), per radian, at -π + 2π i/grid for i = 0..grid-1. It integrates to 1
 * over the circle; κ = 1 / bandwidth(count)². The Fourier series f(φ) = (1/2π) (1 + 2 Σ_n I_n(κ)/I_0(κ) mean_k cos n(φ
 * - θ_k)) is exact, because its first term is the normalisation by 2π I_0(κ). `grid` is a multiple of 4. All values
 * are 0 without angles.
 */
export function angleDensity(angles: Float32Array, grid = 256): Float64Array {
  if (angles.length === 0) return new Float64Array(grid);
  const kappa = bandwidth(angles.length) ** -2;
  const bessel = scaledBessel(kappa, besselOrder(kappa, NEGLIGIBLE));
  const weights = bessel.map((value) => value / bessel[0]);
  const fromZero = kernelMean(weights, moments(angles, weights.length - 1), grid);
  const half = grid / 2;
  return fromZero.map((_, i) => Math.max(0, fromZero[(i + half) % grid] / (2 * Math.PI)));
}

/** The largest density of any lane, rounded up, for a y axis that all lanes share. */
export function sharedDensityMax(angles: readonly Float32Array[]): number {
  const most = angles.reduce((max, a) => Math.max(max, ...angleDensity(a, 128)), 0);
  return Math.max(0.4, Math.ceil(most * 11) / 10);
}

export interface AnglesData {
  readonly lanes: readonly { readonly lane: PlotLane; readonly angles: Float32Array }[];
  /** All lanes of the comparison, if `lanes` are only some. Lanes that would share a colour get different shades. */
  readonly beside?: readonly PlotLane[] | undefined;
  /** Size of the sample, if the angles are of an even sample of the prototypes. */
  readonly sampled?: number | undefined;
  /** End of the y axis, per radian. Plots side by side share it (sharedDensityMax). */
  readonly yMax?: number | undefined;
  /** False leaves out the line of the uniform density, as in the paper. */
  readonly uniform?: boolean | undefined;
}

const UNIFORM = 1 / (2 * Math.PI);
const PI_TICKS: readonly (readonly [number, string])[] = [
  [-Math.PI, '−π'],
  [-Math.PI / 2, '−π/2'],
  [0, '0'],
  [Math.PI / 2, 'π/2'],
  [Math.PI, 'π'],
];

/**
 * Density of the prototypes' angles in the plane of their first two principal components, beside the uniform density
 * 1/2π: Figure 1, bottom, of Arteaga et al. (2026).
 */
export function angles(
  { lanes, beside, sampled, yMax, uniform = true }: AnglesData,
  options: PlotOptions,
): Plot {
  const all = beside ?? lanes.map((l) => l.lane);
  const drawn = lanes
    .filter((l) => l.angles.length > 0)
    .map(({ lane, angles }) => {
      const density = angleDensity(angles);
      const step = (2 * Math.PI) / density.length;
      // close the circle: repeat the value of -π at π
      const xs = Array.from({ length: density.length + 1 }, (_, i) => -Math.PI + i * step);
      return { lane, xs, ys: [...density, density[0]], ...laneStroke(lane, all) };
    });
  const highest = yMax ?? sharedDensityMax(lanes.map((l) => l.angles));
  return curves(
    {
      name: 'Density of angles',
      x: {
        label: sampled ? `Angle (radians), sample of ${grouped(sampled)}` : 'Angle (radians)',
        domain: [-Math.PI, Math.PI],
        ticks: PI_TICKS.map(([value]) => value),
        format: (value) => PI_TICKS.find(([tick]) => tick === value)?.[1] ?? String(value),
      },
      y: { label: 'Density (1/rad)', domain: [0, highest] },
      // a lone line needs no name, because its column has one
      lines: drawn.map((line) => ({ ...line, label: lanes.length > 1 ? line.lane.label : '' })),
      references: uniform ? [{ axis: 'y', value: UNIFORM, label: 'uniform' }] : [],
      empty: 'Appears after the first step.',
      summary: drawn.length
        ? `Density of angles: ${drawn.map((d) => `${d.lane.label} peaks at ${(Math.max(...d.ys) / UNIFORM).toFixed(2)} times uniform`).join(', ')}.`
        : 'Density of angles: nothing measured yet.',
    },
    options,
  );
}
