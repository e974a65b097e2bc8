import { TroubleError } from '../base/errors.ts';

interface Labelled {
  readonly bankLabels: Uint8Array;
  readonly queryLabels: Uint8Array;
  readonly classes: number;
  /** Number of neighbours that vote. All of a smaller bank vote. */
  readonly k: number;
  /** Temperature of the vote exp(cos / T). */
  readonly T: number;
}

/** Features that are compared here, [N, dim] and [Q, dim], of any norm: they are L2-normalised. */
export interface KnnFeatures extends Labelled {
  readonly bank: Float32Array;
  readonly queries: Float32Array;
  readonly dim: number;
}

/** Features that were compared elsewhere, such as by a matrix product on the GPU. */
export interface KnnSimilarities extends Labelled {
  /** Cosines of queries from..to with the whole bank, [to - from, N]. */
  readonly similarities: (from: number, to: number) => Float32Array | Promise<Float32Array>;
}

/** Queries in a block. 64 x 10,000 cosines are 2.5 MB. */
const BLOCK = 64;

/**
 * Accuracy of a weighted k-nearest-neighbour classifier, 0..1 (DINO's eval_knn.knn_classifier, Caron et al. 2021).
 * The k bank rows of largest cosine s vote for their label with weight exp(s / T). Ties of cosines go to the lower
 * bank index, ties of votes to the lower class. Throws a `data` TroubleError for sizes that do not match, a
 * `not-finite` one for NaN or Inf in the cosines.
 */
export async function knn(input: KnnFeatures | KnnSimilarities): Promise<number> {
  const N = input.bankLabels.length;
  const Q = input.queryLabels.length;
  const similarities = 'similarities' in input ? input.similarities : cosinesOf(input, N, Q);
  if (N === 0 || Q === 0 || !(input.k >= 1) || !(input.T > 0))
    throw refused(
      `k-NN is not possible with ${N} bank rows, ${Q} queries, k = ${input.k}, T = ${input.T}`,
      'All of them must be above 0.',
    );
  if (Math.max(...[input.bankLabels, input.queryLabels].map(largest)) >= input.classes)
    throw refused('A label is beyond the classes', `Labels must be below ${input.classes}.`);
  const nearest = new Nearest(Math.min(Math.floor(input.k), N));
  const votes = new Float64Array(input.classes);
  let right = 0;
  for (let from = 0; from < Q; from += BLOCK) {
    const to = Math.min(Q, from + BLOCK);
    const block = await similarities(from, to);
    if (block.length !== (to - from) * N)
      throw refused(
        `${block.length} cosines do not fit queries ${from} to ${to}`,
        `They must be ${(to - from) * N}, a row of ${N} each.`,
      );
    for (let q = from; q < to; q++) {
      nearest.select(block, (q - from) * N, N);
      votes.fill(0);
      for (let n = 0; n < nearest.size; n++) {
        const cosine = nearest.cosines[n];
        if (!Number.isFinite(cosine)) throw notFinite(q);
        votes[input.bankLabels[nearest.indices[n]]] += Math.exp(cosine / input.T);
      }
      let best = 0;
      for (let label = 1; label < input.classes; label++) if (votes[label] > votes[best]) best = label;
      if (best === input.queryLabels[q]) right++;
    }
  }
  return right / Q;
}

const largest = (labels: Uint8Array) => labels.reduce((most, label) => Math.max(most, label), 0);

/** The `size` largest values of a row, kept by insertion into a short descending list. */
class Nearest {
  readonly size: number;
  readonly cosines: Float64Array;
  readonly indices: Int32Array;

  constructor(size: number) {
    this.size = size;
    this.cosines = new Float64Array(size);
    this.indices = new Int32Array(size);
  }

  select(row: Float32Array, at: number, N: number): void {
    const { size, cosines, indices } = this;
    let held = 0;
    // The value that a new one must exceed, NaN while the list has room. This one comparison rejects nearly all of a
    // row, but never a NaN.
    let bar = Number.NaN;
    for (let n = 0; n < N; n++) {
      // four at a time, while none is among the nearest
      let i = at + n;
      while (n + 4 < N && row[i] <= bar && row[i + 1] <= bar && row[i + 2] <= bar && row[i + 3] <= bar) {
        n += 4;
        i += 4;
      }
      const value = row[i];
      if (value <= bar) continue;
      // A NaN would pass the comparisons below unseen. It takes the first place, where the caller finds it.
      if (Number.isNaN(value)) {
        cosines[0] = value;
        return;
      }
      let place = held < size ? held++ : size - 1;
      while (place > 0 && cosines[place - 1] < value) {
        cosines[place] = cosines[place - 1];
        indices[place] = indices[place - 1];
        place--;
      }
      cosines[place] = value;
      indices[place] = n;
      if (held === size) bar = cosines[size - 1];
    }
  }
}

function cosinesOf(input: KnnFeatures, N: number, Q: number): (from: number, to: number) => Float32Array {
  const { dim } = input;
  if (!(dim > 0) || input.bank.length !== N * dim || input.queries.length !== Q * dim)
    throw refused(
      `Bank and queries have ${input.bank.length} and ${input.queries.length} values of dim ${dim}`,
      `They must be ${N} and ${Q} rows of ${dim}, one per label.`,
    );
  const bank = unit(input.bank, dim);
  const queries = unit(input.queries, dim);
  return (from, to) => {
    const out = new Float32Array((to - from) * N);
    // Four queries share each pass over a bank row.
    for (let q = from; q < to; q += 4) {
      const rows = Math.min(4, to - q);
      const q0 = q * dim;
      const q1 = (q + Math.min(1, rows - 1)) * dim;
      const q2 = (q + Math.min(2, rows - 1)) * dim;
      const q3 = (q + Math.min(3, rows - 1)) * dim;
      const at = (q - from) * N;
      for (let n = 0; n < N; n++) {
        const b = n * dim;
        let s0 = 0;
        let s1 = 0;
        let s2 = 0;
        let s3 = 0;
        for (let d = 0; d < dim; d++) {
          const value = bank[b + d];
          s0 += value * queries[q0 + d];
          s1 += value * queries[q1 + d];
          s2 += value * queries[q2 + d];
          s3 += value * queries[q3 + d];
        }
        out[at + n] = s0;
        if (rows > 1) out[at + N + n] = s1;
        if (rows > 2) out[at + 2 * N + n] = s2;
        if (rows > 3) out[at + 3 * N + n] = s3;
      }
    }
    return out;
  };
}

/** Rows at unit length. A zero row stays zero and has cosine 0 to all others. */
function unit(features: Float32Array, dim: number): Float32Array {
  const out = new Float32Array(features.length);
  for (let at = 0; at < features.length; at += dim) {
    let square = 0;
    for (let d = at; d < at + dim; d++) square += features[d] * features[d];
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let d = at; d < at + dim; d++) out[d] = features[d] * scale;
  }
  return out;
}

function refused(failed: string, why: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed,
    why,
    todo: 'Pass the features and labels of the same images.',
  });
}

function notFinite(query: number): TroubleError {
  return new TroubleError({
    kind: 'not-finite',
    failed: `The cosines of query ${query} are not finite`,
    why: 'The encoder has diverged.',
    todo: 'Lower the learning rate.',
  });
}
