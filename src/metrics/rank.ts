import { TroubleError } from '../base/errors.ts';

/**
 * Effective rank of `features` [N, D]: the participation ratio of the covariance's eigenvalues, (Σ λ)² / Σ λ² = (tr
 * C)² / tr C². It is 1 on a line, D for an isotropic cloud, and 0 when all rows coincide. Throws a `data`
 * TroubleError for sizes that do not match, a `not-finite` one for NaN or Inf.
 */
export function effectiveRank(features: Float32Array, N: number, D: number): number {
  if (!(N > 0 && D > 0) || features.length !== N * D)
    throw new TroubleError({
      kind: 'data',
      failed: `${features.length} feature values do not fit N = ${N} and D = ${D}`,
      why: 'They must be N * D values, row by row.',
      todo: 'Pass the whole feature matrix with its own N and D.',
    });
  const mean = new Float64Array(D);
  let square = 0;
  for (let n = 0; n < N; n++)
    for (let d = 0; d < D; d++) {
      mean[d] += features[n * D + d] / N;
      square += features[n * D + d] ** 2;
    }
  if (!Number.isFinite(square))
    throw new TroubleError({
      kind: 'not-finite',
      failed: 'The features are not finite',
      why: 'The encoder has diverged.',
      todo: 'Lower the learning rate.',
    });
  const covariance = new Float64Array(D * D);
  const row = new Float64Array(D);
  for (let n = 0; n < N; n++) {
    for (let d = 0; d < D; d++) row[d] = features[n * D + d] - mean[d];
    for (let a = 0; a < D; a++) {
      const value = row[a];
      for (let b = 0; b <= a; b++) covariance[a * D + b] += value * row[b];
    }
  }
  let trace = 0;
  let squares = 0;
  for (let a = 0; a < D; a++) {
    trace += covariance[a * D + a];
    squares += covariance[a * D + a] ** 2;
    for (let b = 0; b < a; b++) squares += 2 * covariance[a * D + b] ** 2;
  }
  // A smaller trace is rounding of the mean, not spread.
  return trace > 1e-20 * square ? trace ** 2 / squares : 0;
}
