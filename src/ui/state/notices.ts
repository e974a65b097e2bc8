import type { Trouble } from '../../base/errors.ts';

/** Appends notices. One that says the same as another is shown once. */
export function withNotices(notices: readonly Trouble[], troubles: readonly Trouble[]): readonly Trouble[] {
  const all = new Map(notices.map((each) => [key(each), each]));
  for (const trouble of troubles) if (!all.has(key(trouble))) all.set(key(trouble), trouble);
  return [...all.values()];
}

/** Removes every notice that says the same as one of `troubles`. */
export function withoutNotices(
  notices: readonly Trouble[],
  troubles: readonly Trouble[],
): readonly Trouble[] {
  const gone = new Set(troubles.map(key));
  return notices.filter((each) => !gone.has(key(each)));
}

/** Its words, which tell it from others. */
const key = ({ kind, failed, why, todo }: Trouble): string => JSON.stringify([kind, failed, why, todo]);
