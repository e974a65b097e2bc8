/** A set of labelled images. `pixels` is [count, height, width, channels], 0..255, row-major. */
export interface Images {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** Labels are for measuring only: no method ever sees them. */
export interface Split {
  readonly train: Images;
  readonly test: Images;
}

/** Where a dataset's files come from: fetched in the page, read from disk in Node. */
export type ReadFile = (name: string) => Promise<Uint8Array>;
