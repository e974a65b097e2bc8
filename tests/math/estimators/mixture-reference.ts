/** Online EM of a spherical Gaussian mixture in plain float64, written from the equations alone. */
export interface ReferenceMixture {
  s0: number[];
  s1: number[][];
  s2: number[];
  mean: number[][];
  variance: number[];
}

export function referenceStart(mean: number[][], mass: number): ReferenceMixture {
  const D = mean[0].length;
  return {
    s0: mean.map(() => mass),
    s1: mean.map((row) => row.map((x) => mass * x)),
    s2: mean.map((row) => mass * (dot(row, row) + 1)),
    mean: mean.map((row) => [...row]),
    variance: mean.map(() => 1 / D),
  };
}

export function referenceStep(features: number[][], from: ReferenceMixture, eta: number, beta: number) {
  const D = features[0].length;
  const total = from.s0.reduce((a, b) => a + b, 0);
  const gamma = features.map((h) => {
    const logits = from.mean.map((mu, k) => {
      const distance = Math.max(0, dot(h, h) - 2 * dot(h, mu) + dot(mu, mu));
      return (
        beta *
        (Math.log(from.s0[k] / total) - 0.5 * (distance / from.variance[k] + D * Math.log(from.variance[k])))
      );
    });
    const max = Math.max(...logits);
    const weights = logits.map((l) => Math.exp(l - max));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((w) => w / sum);
  });
  const next: ReferenceMixture = { s0: [], s1: [], s2: [], mean: [], variance: [] };
  from.mean.forEach((_, k) => {
    const n = gamma.reduce((a, row) => a + row[k], 0);
    const keep = eta ** n;
    const s0 = keep * from.s0[k] + n;
    const s1 = from.s1[k].map(
      (x, d) => keep * x + gamma.reduce((a, row, i) => a + row[k] * features[i][d], 0),
    );
    const s2 = keep * from.s2[k] + gamma.reduce((a, row, i) => a + row[k] * dot(features[i], features[i]), 0);
    const mean = s1.map((x) => x / s0);
    next.s0.push(s0);
    next.s1.push(s1);
    next.s2.push(s2);
    next.mean.push(mean);
    next.variance.push(Math.max(0.1 / D, (s2 / s0 - dot(mean, mean)) / D));
  });
  return { next, gamma };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
