/** A number that lanes side by side may share. Equal keys name equal numbers. */
export interface SharedNumber {
  readonly key: string;
  measure(): Promise<number>;
}

/** Measures numbers one after the other, for a lane that shares with no other. */
export async function measureAlone(wanted: readonly SharedNumber[]): Promise<number[]> {
  const found: number[] = [];
  for (const { measure } of wanted) found.push(await measure());
  return found;
}
