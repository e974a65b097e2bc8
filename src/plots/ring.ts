import { grouped } from '../base/number-text.ts';
import { bandwidth } from './density/bandwidth.ts';
import { besselOrder, scaledBessel } from './density/bessel.ts';
import { kernelMean, moments } from './density/moments.ts';
import { COLOR_BAR, colorBar } from './marks/color-bar.ts';
import { densityImage, NO_DENSITY } from './marks/density-image.ts';
import { frame, type Plot, type PlotOptions } from './marks/frame.ts';
import { coordinate, SIZE, textAt, textWidth } from './marks/text.ts';
import { INKS } from './marks/theme.ts';

export interface RingData {
  /** Angle of each live prototype in the plane, radians. */
  readonly angles: Float32Array;
  /** Number of live and dead prototypes: K, or the size of the sample if `of` is given. */
  readonly count: number;
  /** K, if the angles are of an even sample. */
  readonly of?: number | undefined;
  /** The density with the brightest colour, over the mean along the circle. Rings side by side share it (sharedPeak).
   *  The ring's own peak by default. */
  readonly top?: number | undefined;
}

/** Half the side of the square, in radii: room for one and a half kernel widths at K = 512. */
const EXTENT = 1.28;
/** Width of the image of the density, in px: seven for a kernel's width at K = 512. Page and PNG export scale it up
 *  smoothly. */
const SIDE = 96;
/** Size of the polar table from which the image is sampled. */
const TABLE = { radii: 56, angles: 256 };
/** Kernels are cut at this many standard deviations, where they are below one step of the palette. */
const REACH = 4;
/** Fourier terms below this fraction of the first are dropped. */
const NEGLIGIBLE = 1e-6;
/** A ring smaller than this, in px, is drawn without names and colour bar. */
const THUMBNAIL = 110;
/** A square smaller than this, in px, has no room for a sentence. */
const WORDY = 130;

/**
 * Prototypes in the plane of their first two principal components, scaled to unit length, as a planar Gaussian density
 * in viridis: Figure 1, top, of Arteaga et al. (2026). There each ring is scaled to its own maximum. Here a colour bar
 * has the density over the mean along the circle, and rings that share `top` have one scale.
 */
export function ring(data: RingData, options: PlotOptions): Plot {
  const { angles, count, of, top: given } = data;
  if (Math.min(options.width, options.height) < THUMBNAIL) return thumbnail(data, options);
  const { box, svg } = frame(options, []);
  const inks = INKS[options.theme];
  const label = textWidth('PC2', SIZE.label) + 6;
  const highest = given ?? sharedPeak([angles]);
  const below = SIZE.label + 8 + COLOR_BAR + 4;
  const side = Math.max(24, Math.min(box.width - label, box.height - below));
  const left = box.x + (box.width - label - side) / 2 + label;
  const top = box.y + Math.max(0, (box.height - side - below) / 2);
  const [x, y, s] = [coordinate(left), coordinate(top), coordinate(side)];
  const center = `cx="${coordinate(left + side / 2)}" cy="${coordinate(top + side / 2)}"`;
  let body = `<rect x="${x}" y="${y}" width="${s}" height="${s}" fill="${NO_DENSITY}"/>`;
  if (angles.length)
    body += `<image x="${x}" y="${y}" width="${s}" height="${s}" preserveAspectRatio="none" href="${imageOf(angles, highest)}"/>`;
  body += `<circle ${center} r="${coordinate(side / 2 / EXTENT)}" fill="none" stroke="#ffffff" stroke-opacity="0.6"/>`;
  const name = { size: SIZE.label, fill: inks.ink, anchor: 'middle' } as const;
  body += textAt(left + side / 2, top + side + SIZE.label + 3, 'PC1', name);
  body += textAt(left - label / 2 - 1, top + side / 2 + 4, 'PC2', name);
  const bar = { x: left, y: top + side + SIZE.label + 8, width: side };
  if (angles.length) body += colorBar(bar, highest, '× mean', inks);
  if (of !== undefined)
    body += textAt(left + 5, top + side - 5, `sample of ${grouped(count)}`, {
      size: SIZE.note,
      fill: '#ffffff',
    });
  if (angles.length === 0)
    body += textAt(left + side / 2, top + side / 2 + 4, emptyWords(count, side), {
      ...name,
      fill: '#ffffff',
    });
  return { svg: svg(body), summary: summary(angles, count, of) };
}

/** Words on an empty ring: before the first count, and where every prototype is dead. */
function emptyWords(count: number, side: number): string {
  if (side < WORDY) return count === 0 ? '' : 'none live';
  return count === 0 ? 'Appears at step 0' : 'No live prototypes';
}

/** The density alone, where names and a colour bar have no room. */
function thumbnail({ angles, count, of, top }: RingData, { width, height }: PlotOptions): Plot {
  const side = Math.min(width, height);
  const [x, y, s] = [coordinate((width - side) / 2), coordinate((height - side) / 2), coordinate(side)];
  const density = angles.length
    ? `<image x="${x}" y="${y}" width="${s}" height="${s}" preserveAspectRatio="none" href="${imageOf(angles, top ?? sharedPeak([angles]))}"/>`
    : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect x="${x}" y="${y}" width="${s}" height="${s}" fill="${NO_DENSITY}"/>${density}</svg>`;
  return { svg, summary: summary(angles, count, of) };
}

/** The ring on a scale up to `top` times the mean along its circle. */
function imageOf(angles: Float32Array, top: number): string {
  return densityImage(densityOf(angles), { width: SIDE, height: SIDE }, top * circleOf(angles).mean);
}

/** The largest peak over mean of any ring, for a scale that all rings share. 1 without angles. */
export function sharedPeak(angles: readonly Float32Array[]): number {
  return angles.reduce((most, each) => (each.length ? Math.max(most, peakOverMean(each)) : most), 1);
}

function summary(angles: Float32Array, count: number, of: number | undefined): string {
  if (angles.length === 0) return 'Ring density: no live prototypes.';
  const live =
    angles.length === count ? `${count} prototypes` : `${angles.length} of ${count} prototypes live`;
  const sample = of === undefined ? '' : ` sampled from ${of}`;
  return `Ring density of ${live}${sample}: the peak is ${peakOverMean(angles).toFixed(2)} times the mean along the circle.`;
}

/** Largest over mean density on the circle. A perfectly even ring has 1. */
export function peakOverMean(angles: Float32Array): number {
  const { peak, mean } = circleOf(angles);
  return peak / mean;
}

/** Largest and mean density on the circle, per unit area. */
interface Circle {
  readonly peak: number;
  readonly mean: number;
}

// lanes redraw their rings for each other's peaks, so that each ring is computed once
const circles = new WeakMap<Float32Array, Circle>();
const densities = new WeakMap<Float32Array, Float64Array>();

function circleOf(angles: Float32Array): Circle {
  const known = circles.get(angles);
  if (known) return known;
  const [row] = polarTable(angles, [1]);
  const circle = { peak: Math.max(...row), mean: row.reduce((sum, value) => sum + value, 0) / row.length };
  circles.set(angles, circle);
  return circle;
}

function densityOf(angles: Float32Array): Float64Array {
  const known = densities.get(angles);
  if (known) return known;
  const density = ringDensity(angles, SIDE);
  densities.set(angles, density);
  return density;
}

/**
 * Planar Gaussian kernel density, per unit area, of the points (cos θ, sin θ) on a square grid [side, side] over
 * ±1.28, row-major from the top left (PC2 upwards). Needs at least one angle.
 * All points lie on the unit circle, so at radius r the kernel exp(-|p - q|²/2h²) is exp(-(r-1)²/2h²) exp((r/h²)(cos δ
 * - 1)). That is a circular convolution with Fourier weights exp(-x) I_n(x) at x = r/h². It fills a polar table, which
 * is sampled bilinearly.
 */
export function ringDensity(angles: Float32Array, side: number): Float64Array {
  const h = bandwidth(angles.length);
  const least = Math.max(0, 1 - REACH * h);
  const most = Math.min(1 + REACH * h, EXTENT * Math.SQRT2);
  const step = (most - least) / (TABLE.radii - 1);
  const table = polarTable(
    angles,
    Array.from({ length: TABLE.radii }, (_, i) => least + i * step),
  );
  const { radius, turn } = polarGrid(side);
  const density = new Float64Array(side * side);
  for (let pixel = 0; pixel < density.length; pixel++) {
    const at = (radius[pixel] - least) / step;
    if (at < 0 || at > TABLE.radii - 1) continue;
    const i = Math.min(TABLE.radii - 2, Math.floor(at));
    const j = Math.floor(turn[pixel]);
    const inner = between(table[i], j, turn[pixel] - j);
    const outer = between(table[i + 1], j, turn[pixel] - j);
    density[pixel] = inner + (outer - inner) * (at - i);
  }
  return density;
}

interface PolarGrid {
  /** Distance of each pixel's centre from the middle, in radii. */
  readonly radius: Float64Array;
  /** Angle from PC1, in entries of the polar table: 0 up to TABLE.angles. */
  readonly turn: Float64Array;
}

const polarGrids = new Map<number, PolarGrid>();

function polarGrid(side: number): PolarGrid {
  const known = polarGrids.get(side);
  if (known) return known;
  const grid = { radius: new Float64Array(side * side), turn: new Float64Array(side * side) };
  for (let pixel = 0; pixel < side * side; pixel++) {
    const px = EXTENT * ((2 * (pixel % side) + 1) / side - 1);
    const py = EXTENT * (1 - (2 * Math.floor(pixel / side) + 1) / side);
    grid.radius[pixel] = Math.hypot(px, py);
    grid.turn[pixel] = ((Math.atan2(py, px) / (2 * Math.PI) + 1) * TABLE.angles) % TABLE.angles;
  }
  polarGrids.set(side, grid);
  return grid;
}

function between(row: Float64Array, j: number, share: number): number {
  const a = row[j];
  return a + (row[(j + 1) % TABLE.angles] - a) * share;
}

/** Density at each radius (rows) and each of 256 angles from 0 (columns). */
function polarTable(angles: Float32Array, radii: readonly number[]): Float64Array[] {
  const h = bandwidth(angles.length);
  const orderAt = (r: number) => besselOrder(r / h ** 2, NEGLIGIBLE);
  const of = moments(angles, orderAt(Math.max(...radii)));
  return radii.map((r) => {
    const scale = Math.exp(-((r - 1) ** 2) / (2 * h ** 2)) / (2 * Math.PI * h ** 2);
    const row = kernelMean(scaledBessel(r / h ** 2, orderAt(r)), of, TABLE.angles);
    for (let j = 0; j < row.length; j++) row[j] = Math.max(0, row[j] * scale);
    return row;
  });
}
