/** A number that lanes side by side may share, as `key` names it. */
export interface SharedNumber {
  readonly key: string;
  measure(): Promise<number>;
}

/** Measures them one after the other, where no lane is beside. */
export async function measureAlone(wanted: readonly SharedNumber[]): Promise<number[]> {
  const found: number[] = [];
  for (const { measure } of wanted) found.push(await measure());
  return found;
}
