import { random } from '../base/random.ts';
import { collapse } from './collapse.ts';

export interface Isotropic {
  /** Unique share per ε, 0..1. */
  readonly unique: readonly number[];
  readonly uniformity: number;
}

/**
 * Unique share and uniformity of K independent random directions in D dimensions (normalised Gaussian vectors). They
 * are the reference, because even a perfect spread is not 100 % unique in low dimension. The same K and D always give
 * the same numbers: the mean of a few fixed draws, more for small K, whose draws are cheap and noisy.
 */
export function isotropic(K: number, D: number, epsilons: readonly number[]): Isotropic {
  const draws = Math.min(8, Math.max(1, Math.floor(2048 / K)));
  const source = random(K).fork(`isotropic ${D}`);
  const directions = new Float32Array(K * D);
  const unique = new Array<number>(epsilons.length).fill(0);
  let spread = 0;
  for (let draw = 0; draw < draws; draw++) {
    for (let i = 0; i < directions.length; i++) directions[i] = source.normal();
    const found = collapse(directions, K, D, epsilons, new Uint8Array(K));
    found.unique.forEach((count, e) => {
      unique[e] += count / (K * draws);
    });
    spread += found.uniformity / draws;
  }
  return { unique, uniformity: spread };
}
