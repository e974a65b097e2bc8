import { measureAlone, type SharedNumber } from '../train/measure/shared-number.ts';

/**
 * Numbers that several lanes need, such as the k-NN accuracy of raw pixels, in the order of `wanted`. Each is
 * measured once: a lane first takes the numbers that no other lane is measuring, then waits for the rest. A known
 * number is the name of a lock, which the worker that measured it holds for life, because workers of a page share
 * nothing else that ends with them. Without locks each lane measures for itself: an insecure context has none, and a page
 * that may store nothing, such as one in another site's frame, is refused them.
 */
export async function measureShared(wanted: readonly SharedNumber[]): Promise<number[]> {
  const locks = (navigator as Partial<Navigator>).locks;
  const given = await locks?.query().catch(() => undefined);
  if (!locks || !given) return measureAlone(wanted);
  const found: number[] = [];
  for (const ifAvailable of [true, false])
    for (const [i, one] of wanted.entries()) {
      if (found[i] !== undefined) continue;
      const value = await locks.request(`measuring ${one.key}`, { ifAvailable }, (lock) =>
        lock ? knownOrMeasured(locks, one) : undefined,
      );
      if (value !== undefined) found[i] = value;
    }
  return found;
}

async function knownOrMeasured(locks: LockManager, { key, measure }: SharedNumber): Promise<number> {
  const known = `measured ${key} = `;
  const { held } = await locks.query();
  const name = held?.find((lock) => lock.name?.startsWith(known))?.name;
  if (name) return Number(name.slice(known.length));
  const value = await measure();
  void locks.request(`${known}${value}`, () => new Promise(() => {}));
  return value;
}
