import { TroubleError } from '../base/errors.ts';

/**
 * Accuracy of majority-label prototypes: each prototype takes the label most common among the images
 * assigned to it (the lower label on a tie), and every image is then labelled by its prototype.
 * `assignment[i]` in 0..K-1 and `labels[i]` in 0..classes-1 belong to image i. Returns 0..1. Called purity
 * in clustering. Throws a `data` TroubleError on empty or unequal inputs or an index out of range.
 */
export function prototypeAccuracy(
  assignment: Int32Array,
  labels: Uint8Array,
  K: number,
  classes: number,
): number {
  const count = assignment.length;
  if (count === 0 || labels.length !== count)
    throw refused(`${count} assignments and ${labels.length} labels`, 'one of each per image, at least one');
  const votes = new Int32Array(K * classes);
  for (let i = 0; i < count; i++) {
    const k = assignment[i];
    const label = labels[i];
    if (!(k >= 0 && k < K) || label >= classes)
      throw refused(
        `image ${i} with prototype ${k}, label ${label}`,
        `prototypes below ${K}, labels below ${classes}`,
      );
    votes[k * classes + label]++;
  }
  let right = 0;
  for (let k = 0; k < K; k++) {
    let most = 0;
    for (let label = 0; label < classes; label++) most = Math.max(most, votes[k * classes + label]);
    right += most;
  }
  return right / count;
}

function refused(came: string, wanted: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    came,
    wanted,
    todo: 'Pass the assignments and labels of the same images.',
  });
}
