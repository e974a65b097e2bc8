import { TroubleError } from '../base/errors.ts';

/**
 * Accuracy of majority-label prototypes, 0..1, which clustering calls purity. Each prototype takes the most common
 * label of the images assigned to it (the lower label on a tie), and gives it to all of them. `assignment[i]` in
 * 0..K-1 and `labels[i]` in 0..classes-1 belong to image i. Throws a `data` TroubleError for empty or unequal inputs,
 * and for an index out of range.
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
