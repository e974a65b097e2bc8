import { TroubleError } from '../base/errors.ts';
import type { Images } from '../base/images.ts';
import { number } from '../base/knobs.ts';

/** The knob of datasets whose classes can be thinned. */
export const longTailKnobs = {
  imbalance: number({
    label: 'Imbalance',
    default: 1,
    min: 1,
    max: 1000,
    scale: 'log',
    hint: 'Ratio of largest to smallest training class (exponential long tail, by label). Test images are untouched; k-NN searches the thinned training images. 1 means balanced.',
  }),
};

/**
 * A training set with an exponential long tail (Cui et al. 2019, "Class-Balanced Loss Based on Effective Number of
 * Samples", arXiv 1901.05555): class c of C keeps its first floor(n_max ratio^(-c / (C - 1))) images, at least one.
 * n_max is the most for which every class has enough. Images come in an order in which every beginning has the same
 * profile, since evaluation takes the first ones. A ratio of 1 changes nothing. Throws a `data` TroubleError if a
 * class is empty.
 */
export function longTail(images: Images, ratio: number): Images {
  if (ratio === 1) return images;
  const counts = new Array<number>(images.classes).fill(0);
  for (const label of images.labels) counts[label]++;
  const kept = profile(counts, ratio);
  const seen = new Array<number>(images.classes).fill(0);
  const places: { readonly at: number; readonly place: number }[] = [];
  images.labels.forEach((label, at) => {
    if (seen[label] < kept[label]) places.push({ at, place: (seen[label] + 0.5) / kept[label] });
    seen[label]++;
  });
  places.sort((a, b) => a.place - b.place || a.at - b.at);
  const size = images.height * images.width * images.channels;
  const pixels = new Uint8Array(places.length * size);
  const labels = new Uint8Array(places.length);
  places.forEach(({ at }, to) => {
    pixels.set(images.pixels.subarray(at * size, (at + 1) * size), to * size);
    labels[to] = images.labels[at];
  });
  return { ...images, count: places.length, pixels, labels };
}

/** Number of its `counts` images that each class keeps. */
function profile(counts: readonly number[], ratio: number): number[] {
  const shares = counts.map((_, c) => ratio ** (-c / Math.max(1, counts.length - 1)));
  const most = Math.floor(Math.min(...counts.map((count, c) => count / shares[c])));
  const empty = counts.indexOf(0);
  if (empty >= 0)
    throw new TroubleError({
      kind: 'data',
      failed: `An imbalance of ${ratio} is not possible`,
      why: `Class ${empty} has no training image.`,
      todo: 'Choose more images, or set the imbalance to 1.',
    });
  // rounding may leave a product just below the whole number that it should be
  return shares.map((share) => Math.max(1, Math.floor(most * share + 1e-9)));
}
