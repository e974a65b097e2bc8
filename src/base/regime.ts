/** Limits of a run's regime, which verdicts and the map of turns and gain share. */
export const REGIME = {
  /**
   * As a fraction of ln K. Prototypes have not started while the loss is this near and the mean assignment is this
   * even, as a fraction of K. Joint DINO whose teacher turns over 2.5 times is 4% below after 500 steps, at 0.96 of K.
   */
  near: 0.08,
  even: 0.9,
  /**
   * As a fraction of ln K. Joint DINO without a centre is at 8% when two prototypes win everything; a run that learns
   * is above 40%.
   */
  gone: 0.15,
  /** Largest perplexity of the mean assignment, in prototypes, that counts as a handful for any K. */
  handful: 4,
  concentrated: 0.1,
  /** As a fraction of the unique share of random directions with the same K and D. Below one half most are duplicates. */
  few: 0.5,
  /** As the same fraction. Prototypes collapsed at least in part below it: ten points exceed the spread over seeds (README: at
   *  most 2.1 at ε 0.5). */
  most: 0.9,
  /** A difference in k-NN that three seeds do not resolve. */
  sameKnn: 0.01,
} as const;

/** The outcome of a run. `stall`: prototypes have not started, or features are no better than untrained ones. `learn`:
 *  features are better, and prototypes stay apart. `collapse`: prototypes became duplicates. `one-hot`: a few win every
 *  image. */
export type Regime = 'stall' | 'learn' | 'collapse' | 'one-hot';

/** The numbers of a finished run that tell its regime. */
export interface RegimeNumbers {
  /** The loss's first term, that of the assignments. */
  readonly loss: number;
  /** The loss of uniform targets. */
  readonly lnK: number;
  /** Perplexity of the mean assignment, over K. */
  readonly perplexity: number;
  readonly K: number;
  /** Unique share, and that of random directions. */
  readonly unique: number;
  readonly random: number;
  /** k-NN accuracy, and that of the untrained encoder. */
  readonly knn: number;
  readonly untrained: number;
}

/** True while the loss is near that of uniform targets. */
export const nearStart = (loss: number, lnK: number): boolean => Math.abs(loss - lnK) <= REGIME.near * lnK;

/** True if a mean assignment is spread over no more than a handful of K prototypes. */
export const concentrated = (spread: number, K: number): boolean =>
  spread <= REGIME.handful && spread / K <= REGIME.concentrated;

/** The regime of a run. Numbers that are not finite prove nothing. */
export function regimeOf({
  loss,
  lnK,
  perplexity,
  K,
  unique,
  random,
  knn,
  untrained,
}: RegimeNumbers): Regime {
  if (loss <= REGIME.gone * lnK && concentrated(perplexity * K, K)) return 'one-hot';
  if (unique < REGIME.few * random) return 'collapse';
  const idle = nearStart(loss, lnK) && perplexity > REGIME.even;
  return idle || knn - untrained < REGIME.sameKnn ? 'stall' : 'learn';
}
