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

/** Training and test images. Labels serve measurements alone: no method sees them. */
export interface Split {
  readonly train: Images;
  readonly test: Images;
}

/** Reads a file of a dataset by its name: over the network in the page, from disk in Node. */
export type ReadFile = (name: string) => Promise<Uint8Array>;

/** The first images of a set, at most `count`, in the same memory. */
export function firstImages(images: Images, count: number): Images {
  const kept = Math.min(count, images.count);
  const size = images.height * images.width * images.channels;
  return {
    ...images,
    count: kept,
    pixels: images.pixels.subarray(0, kept * size),
    labels: images.labels.subarray(0, kept),
  };
}
