/** An image of [height, width, channels] bytes that starts at `from`. */
export interface SourceImage {
  readonly pixels: Uint8Array;
  readonly from: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Height and width of a view. */
export interface ViewSize {
  readonly height: number;
  readonly width: number;
}

/**
 * Samples a box of an image, bilinearly, into a view [h, w, C] in 0..1 at `out[to]`. Corner pixels lie on the box's
 * corners, as in tf.image.cropAndResize. The box is `draws[at..at+4]`: y1, x1, y2, x2 in 0..1 of the image's height
 * and width, where x1 > x2 mirrors.
 */
export function sampleBox(
  { pixels, from, height, width, channels }: SourceImage,
  draws: Float32Array,
  at: number,
  view: ViewSize,
  out: Float32Array,
  to: number,
): void {
  const [y1, dy] = along(draws[at], draws[at + 2], height, view.height);
  const [x1, dx] = along(draws[at + 1], draws[at + 3], width, view.width);
  let place = to;
  for (let row = 0; row < view.height; row++) {
    const y = y1 + row * dy;
    const top = Math.max(0, Math.min(height - 2, Math.floor(y)));
    const down = y - top;
    const upper = from + top * width * channels;
    const lower = height > 1 ? upper + width * channels : upper;
    for (let column = 0; column < view.width; column++) {
      const x = x1 + column * dx;
      const left = Math.max(0, Math.min(width - 2, Math.floor(x)));
      const across = x - left;
      const near = left * channels;
      const far = width > 1 ? near + channels : near;
      for (let c = 0; c < channels; c++) {
        const a = pixels[upper + near + c];
        const b = pixels[lower + near + c];
        const above = a + across * (pixels[upper + far + c] - a);
        const below = b + across * (pixels[lower + far + c] - b);
        out[place++] = (above + down * (below - above)) / 255;
      }
    }
  }
}

/** Start and step, in pixels, of `count` samples from one edge of a box to the other. */
function along(first: number, last: number, size: number, count: number): [number, number] {
  const start = first * (size - 1);
  return [start, count > 1 ? (last * (size - 1) - start) / (count - 1) : 0];
}

/** Changes the brightness of `size` values in 0..1 from `at`, then their contrast about the view's mean. Both clip to
 *  0..1 (torchvision's ColorJitter in a fixed order). */
export function applyJitter(
  views: Float32Array,
  at: number,
  size: number,
  brightness: number,
  contrast: number,
): void {
  let sum = 0;
  for (let i = at; i < at + size; i++) {
    views[i] = Math.min(1, views[i] * brightness);
    sum += views[i];
  }
  const mean = sum / size;
  for (let i = at; i < at + size; i++)
    views[i] = Math.max(0, Math.min(1, mean + contrast * (views[i] - mean)));
}

/** Taps of a Gaussian on either side of its middle. */
export const BLUR_RADIUS = 3;

/** The 2 · 3 + 1 weights of a Gaussian of standard deviation `sigma` pixels. They sum to one. */
export function gaussian(sigma: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * BLUR_RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - BLUR_RADIUS) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** Blurs a view [h, w, C] at `at` with a Gaussian of 7 x 7 taps. Pixels are mirrored at the edges, as in
 *  torchvision's GaussianBlur. A `sigma` of 0 changes nothing. */
export function applyBlur(
  views: Float32Array,
  at: number,
  { height, width }: ViewSize,
  channels: number,
  sigma: number,
): void {
  if (sigma <= 0) return;
  const weights = gaussian(sigma);
  const rows = new Float32Array(height * width * channels);
  const taps = (read: (offset: number) => number) =>
    weights.reduce((sum, weight, i) => sum + weight * read(i - BLUR_RADIUS), 0);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        rows[(y * width + x) * channels + c] = taps(
          (offset) => views[at + (y * width + mirrored(x + offset, width)) * channels + c],
        );
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        views[at + (y * width + x) * channels + c] = taps(
          (offset) => rows[(mirrored(y + offset, height) * width + x) * channels + c],
        );
}

/** An index at most BLUR_RADIUS outside 0..size-1, mirrored at the edges. */
function mirrored(i: number, size: number): number {
  const inside = i < 0 ? -i : i >= size ? 2 * size - 2 - i : i;
  return Math.max(0, Math.min(size - 1, inside));
}

/**
 * Adds Gaussian noise of standard deviation `sd` to `size` values from `at`. The view's seed and the pixel's place
 * determine the noise: they are hashed into a table of normal quantiles.
 */
export function addNoise(views: Float32Array, at: number, size: number, sd: number, seed: number): void {
  if (sd === 0) return;
  for (let i = 0; i < size; i += 2) {
    const bits = hash((seed + Math.imul(i, 0x9e3779b9)) | 0);
    views[at + i] += sd * QUANTILES[bits & MASK];
    if (i + 1 < size) views[at + i + 1] += sd * QUANTILES[(bits >>> 16) & MASK];
  }
}

/** The integer hash lowbias32 (Wellons 2018). */
function hash(given: number): number {
  let x = Math.imul(given ^ (given >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Mask of an index into 8,192 equally likely normal values: mean 0, variance within 0.1% of 1, extremes at 3.8. The
 *  table fits into the first-level cache. */
const MASK = 8191;
export const QUANTILES = Float32Array.from({ length: MASK + 1 }, (_, i) =>
  normalQuantile((i + 0.5) / (MASK + 1)),
);

/** The p-quantile of the standard normal, by Newton's method on Φ from a logistic start. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = Math.log(p / (1 - p)) / 1.702;
  for (let round = 0; round < 50; round++) {
    const step = (normalCdf(x) - p) / (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI));
    // Far from 0 the density is tiny, and a full Newton step overshoots.
    x -= Math.max(-0.5, Math.min(0.5, step));
    if (Math.abs(step) < 1e-9) break;
  }
  return x;
}

/** Φ by the series 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + ...) (Marsaglia 2004). */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-17; n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
