/**
 * A number that several lanes need, such as the k-NN accuracy of raw pixels, measured by the first that asks; the
 * others wait for it. What is known is the name of a lock that its worker holds for life: workers of one page share
 * nothing else that ends with them. Where there are no locks (a page that is no secure context), each measures.
 */
export function sharedMeasurement(key: string, measure: () => Promise<number>): Promise<number> {
  const locks = (navigator as Partial<Navigator>).locks;
  if (!locks) return measure();
  return locks.request(`measuring ${key}`, async () => {
    const known = `measured ${key} = `;
    const { held } = await locks.query();
    const found = held?.find(({ name }) => name?.startsWith(known))?.name;
    if (found) return Number(found.slice(known.length));
    const value = await measure();
    void locks.request(`${known}${value}`, () => new Promise(() => {}));
    return value;
  });
}
