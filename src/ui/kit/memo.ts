/** `keep(name, parts, make)` returns the last value under a name until one of its parts changes. */
export type Memo = <T extends object>(name: string, parts: readonly unknown[], make: () => T) => T;

/** Creates an empty memo. Parts are compared one by one with Object.is. */
export function newMemo(): Memo {
  const kept = new Map<string, { readonly parts: readonly unknown[]; readonly value: object }>();
  return <T extends object>(name: string, parts: readonly unknown[], make: () => T): T => {
    const before = kept.get(name);
    if (before && same(before.parts, parts)) return before.value as T;
    const value = make();
    kept.set(name, { parts, value });
    return value;
  };
}

const same = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
