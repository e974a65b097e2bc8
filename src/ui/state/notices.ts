import type { Trouble } from '../../base/errors.ts';

/** Appends notices. One that says the same as another is shown once. */
export function withNotices(notices: readonly Trouble[], troubles: readonly Trouble[]): readonly Trouble[] {
  const all = [...notices];
  for (const trouble of troubles) if (!all.some((each) => same(each, trouble))) all.push(trouble);
  return all;
}

/** Removes every notice that says the same as one of `troubles`. */
export function withoutNotices(
  notices: readonly Trouble[],
  troubles: readonly Trouble[],
): readonly Trouble[] {
  return notices.filter((each) => !troubles.some((trouble) => same(each, trouble)));
}

const same = (a: Trouble, b: Trouble) =>
  a.kind === b.kind && a.failed === b.failed && a.why === b.why && a.todo === b.todo;
