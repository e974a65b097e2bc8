import { random } from '../base/random.ts';
import { type LiveRows, liveRows } from './cosines.ts';

export interface RingAngles {
  /** Angle of each live prototype in the plane, radians in -π..π, in index order. */
  readonly angles: Float32Array;
  /** [directions, D], orthonormal. The first two rows span the plane. Pass it as `previous` to the next call. */
  readonly basis: Float64Array;
}

/** Directions that are iterated together. The two wanted ones converge faster, the further the ninth eigenvalue lies
 *  below them. */
const DIRECTIONS = 8;
/** Highest degree of a filter, and the largest ratio by which it may lift the first direction over the last. A larger
 *  one would drown the others in rounding. */
const DEGREE = 10;
const LIFT = 1e6;
const SWEEPS = 200;
/** Largest residual |C v - λ v| over λ, well below the precision of a float32 angle. */
const TOLERANCE = 1e-6;

/**
 * The ring of the paper's Figure 1: the angles of the live rows of `prototypes` [K, D], at unit length, in the plane
 * of their first two right singular vectors (principal components, uncentred). Singular vectors leave signs to
 * chance, and with equal singular values the rotation. So the search starts at `previous`, the basis of the last
 * call, and turns the axes as near to the old ones as it can, and a live picture neither flips nor spins. A known
 * `moment`, Σ x xᵀ [D, D] over the unit rows, is not computed again.
 */
export function ringAngles(
  prototypes: Float32Array,
  K: number,
  D: number,
  previous?: Float64Array,
  moment?: Float32Array,
): RingAngles {
  const units = liveRows(prototypes, K, D);
  const directions = Math.min(DIRECTIONS, D);
  const warm = previous?.length === directions * D ? previous : undefined;
  const basis = warm ? warm.slice() : randomBasis(directions, D);
  if (units.count === 0) return { angles: new Float32Array(0), basis };
  const matrix = moment ? Float64Array.from(moment) : gram(units);
  // A trace of the identity defines all directions, even for a fully collapsed matrix, whose rank is one.
  for (let d = 0; d < D; d++) matrix[d * D + d] += 1e-9 * units.count;
  iterate(matrix, basis, directions, D);
  if (directions > 1) warm ? turnTowards(basis, warm, D) : fixSigns(basis, [0, D], D);
  if (directions > 2) warm ? keepSide(basis, warm, 2 * D, D) : fixSigns(basis, [2 * D], D);
  return { angles: project(units, basis), basis };
}

/** Coordinates of the rows of `rows` [N, D], at unit length, on the first three directions of a ring's `basis`,
 *  [N, 3]. NaN for a dead row. With D below 3 the last coordinates are 0. */
export function placesOf(rows: Float32Array, N: number, D: number, basis: Float64Array): Float32Array {
  const places = new Float32Array(3 * N).fill(Number.NaN);
  if (N === 0) return places;
  const units = liveRows(rows, N, D);
  for (let n = 0; n < units.count; n++)
    for (let axis = 0; axis < 3; axis++)
      places[3 * units.index[n] + axis] = axis < D ? dot(units.rows, n * D, basis, axis * D, D) : 0;
  return places;
}

/** Σ x xᵀ over the rows, [D, D]. */
function gram(units: LiveRows): Float64Array {
  const { rows, count, D } = units;
  const out = new Float64Array(D * D);
  for (let n = 0; n + 3 < count; n += 4) {
    const r = n * D;
    for (let a = 0; a < D; a++) {
      const x0 = rows[r + a];
      const x1 = rows[r + D + a];
      const x2 = rows[r + 2 * D + a];
      const x3 = rows[r + 3 * D + a];
      for (let b = 0; b <= a; b++)
        out[a * D + b] +=
          x0 * rows[r + b] + x1 * rows[r + D + b] + x2 * rows[r + 2 * D + b] + x3 * rows[r + 3 * D + b];
    }
  }
  for (let n = count - (count % 4); n < count; n++)
    for (let a = 0; a < D; a++)
      for (let b = 0; b <= a; b++) out[a * D + b] += rows[n * D + a] * rows[n * D + b];
  for (let a = 0; a < D; a++) for (let b = 0; b < a; b++) out[b * D + a] = out[a * D + b];
  return out;
}

/**
 * Subspace iteration with Rayleigh-Ritz. Leaves the leading eigenvectors of `matrix` in the rows of `basis`, largest
 * eigenvalue first, once the first two are within TOLERANCE. A Chebyshev polynomial takes the place of a power (Zhou
 * & Saad 2007), because powers separate the close eigenvalues of evenly spread prototypes slowly.
 */
function iterate(matrix: Float64Array, basis: Float64Array, directions: number, D: number): void {
  const image = new Float64Array(directions * D);
  orthonormalise(basis, directions, D);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    multiply(matrix, basis, image, directions, D);
    // Rayleigh-Ritz: the eigenvectors, largest first, of the map within the subspace.
    const small = new Float64Array(directions * directions);
    for (let a = 0; a < directions; a++)
      for (let b = 0; b < directions; b++) small[a * directions + b] = dot(basis, a * D, image, b * D, D);
    const turn = eigenvectors(small, directions);
    rotate(basis, turn, directions, D);
    rotate(image, turn, directions, D);
    let residual = 0;
    let scale = 0;
    for (let v = 0; v < Math.min(2, directions); v++) {
      const value = dot(basis, v * D, image, v * D, D);
      scale = Math.max(scale, value);
      for (let d = v * D; d < v * D + D; d++)
        residual = Math.max(residual, Math.abs(image[d] - value * basis[d]));
    }
    if (residual <= TOLERANCE * scale) return;
    const last = (directions - 1) * D;
    filter(matrix, basis, image, scale, dot(basis, last, image, last, D), directions, D);
    orthonormalise(basis, directions, D);
  }
}

/** basis <- T_m(2 A / b - 1) basis, from `image` = A basis, with b the last direction's eigenvalue. Damps eigenvalues
 *  in 0..b and lifts those above. */
function filter(
  matrix: Float64Array,
  basis: Float64Array,
  image: Float64Array,
  first: number,
  b: number,
  directions: number,
  D: number,
): void {
  const degree = Math.min(DEGREE, Math.floor(Math.log(LIFT) / Math.acosh((2 * first) / b - 1)));
  if (!(degree > 1)) {
    basis.set(image); // a power suffices for eigenvalues this far apart
    return;
  }
  let before = basis.slice();
  let now = image.map((value, i) => (2 / b) * value - before[i]);
  for (let m = 1; m < degree; m++) {
    multiply(matrix, now, image, directions, D);
    const next = before;
    for (let i = 0; i < next.length; i++) next[i] = 2 * ((2 / b) * image[i] - now[i]) - before[i];
    before = now;
    now = next;
  }
  basis.set(now);
}

function multiply(
  matrix: Float64Array,
  basis: Float64Array,
  out: Float64Array,
  directions: number,
  D: number,
) {
  for (let v = 0; v < directions; v++)
    for (let d = 0; d < D; d++) out[v * D + d] = dot(matrix, d * D, basis, v * D, D);
}

/** Keeps four sums, since each addition to a single one would wait for the one before. */
function dot(x: Float64Array, i: number, y: Float64Array, j: number, n: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let e = 0;
  let d = 0;
  for (; d + 3 < n; d += 4) {
    a += x[i + d] * y[j + d];
    b += x[i + d + 1] * y[j + d + 1];
    c += x[i + d + 2] * y[j + d + 2];
    e += x[i + d + 3] * y[j + d + 3];
  }
  for (; d < n; d++) a += x[i + d] * y[j + d];
  return a + b + (c + e);
}

/** Gram-Schmidt over the rows, twice, because one pass fails on nearly parallel rows. */
function orthonormalise(basis: Float64Array, directions: number, D: number): void {
  for (let v = 0; v < directions; v++)
    for (let pass = 0; pass < 2; pass++) {
      for (let u = 0; u < v; u++) {
        const along = dot(basis, u * D, basis, v * D, D);
        for (let d = 0; d < D; d++) basis[v * D + d] -= along * basis[u * D + d];
      }
      const scale = 1 / Math.sqrt(dot(basis, v * D, basis, v * D, D));
      for (let d = v * D; d < v * D + D; d++) basis[d] *= scale;
    }
}

/** Eigenvectors of a small symmetric matrix as rows, largest eigenvalue first, by Jacobi rotations (Golub & Van Loan,
 *  section 8.5). */
function eigenvectors(matrix: Float64Array, n: number): Float64Array {
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    let all = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        all += matrix[i * n + j] ** 2;
        if (i !== j) off += matrix[i * n + j] ** 2;
      }
    if (off <= 1e-30 * all) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const apq = (matrix[p * n + q] + matrix[q * n + p]) / 2;
        if (apq === 0) continue;
        const theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * apq);
        const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const kp = matrix[k * n + p];
          const kq = matrix[k * n + q];
          matrix[k * n + p] = c * kp - s * kq;
          matrix[k * n + q] = s * kp + c * kq;
        }
        for (let k = 0; k < n; k++) {
          const pk = matrix[p * n + k];
          const qk = matrix[q * n + k];
          matrix[p * n + k] = c * pk - s * qk;
          matrix[q * n + k] = s * pk + c * qk;
          const vp = vectors[p * n + k];
          const vq = vectors[q * n + k];
          vectors[p * n + k] = c * vp - s * vq;
          vectors[q * n + k] = s * vp + c * vq;
        }
      }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => matrix[j * n + j] - matrix[i * n + i]);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * n, from * n + n), to * n);
  });
  return sorted;
}

/** rows <- turn x rows. */
function rotate(rows: Float64Array, turn: Float64Array, directions: number, D: number): void {
  const out = new Float64Array(directions * D);
  for (let v = 0; v < directions; v++)
    for (let u = 0; u < directions; u++) {
      const weight = turn[v * directions + u];
      for (let d = 0; d < D; d++) out[v * D + d] += weight * rows[u * D + d];
    }
  rows.set(out);
}

/** Rotates or mirrors the first two rows within their plane, as near to `target`'s as possible: orthogonal Procrustes
 *  in two dimensions, where both candidates have a closed form. */
function turnTowards(basis: Float64Array, target: Float64Array, D: number): void {
  const m00 = dot(target, 0, basis, 0, D);
  const m01 = dot(target, 0, basis, D, D);
  const m10 = dot(target, D, basis, 0, D);
  const m11 = dot(target, D, basis, D, D);
  const turning = Math.hypot(m00 + m11, m10 - m01);
  const mirroring = Math.hypot(m00 - m11, m10 + m01);
  const mirror = mirroring > turning ? -1 : 1;
  const angle = mirror < 0 ? Math.atan2(m10 + m01, m00 - m11) : Math.atan2(m10 - m01, m00 + m11);
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  for (let d = 0; d < D; d++) {
    const x = basis[d];
    const y = mirror * basis[D + d];
    basis[d] = c * x - s * y;
    basis[D + d] = s * x + c * y;
  }
}

/** Mirrors the row at `at` when it points away from `target`'s. */
function keepSide(basis: Float64Array, target: Float64Array, at: number, D: number): void {
  if (dot(basis, at, target, at, D) < 0) for (let d = at; d < at + D; d++) basis[d] = -basis[d];
}

/** Makes the largest entry of each direction positive, which fixes the first picture. */
function fixSigns(basis: Float64Array, rows: readonly number[], D: number): void {
  for (const at of rows) {
    let largest = at;
    for (let d = at; d < at + D; d++) if (Math.abs(basis[d]) > Math.abs(basis[largest])) largest = d;
    if (basis[largest] < 0) for (let d = at; d < at + D; d++) basis[d] = -basis[d];
  }
}

function randomBasis(directions: number, D: number): Float64Array {
  const source = random(D).fork('ring');
  return Float64Array.from({ length: directions * D }, () => source.normal());
}

/** Angle of each row in the plane; 0 for a row orthogonal to it. One dimension has no second axis. */
function project(units: LiveRows, basis: Float64Array): Float32Array {
  const { rows, count, D } = units;
  const angles = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const x = dot(rows, n * D, basis, 0, D);
    const y = basis.length > D ? dot(rows, n * D, basis, D, D) : 0;
    angles[n] = Math.atan2(y, x);
  }
  return angles;
}
