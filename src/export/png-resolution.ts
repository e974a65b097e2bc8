/** Bytes before the first chunk that may differ: the signature and IHDR. */
const HEADER = 8 + 25;
const METRES_PER_INCH = 0.0254;

/** A PNG with its resolution in dots per inch, from which programs for print know its size on paper. */
export function withResolution(png: Uint8Array, dpi: number): Uint8Array<ArrayBuffer> {
  const chunk = physicalSize(Math.round(dpi / METRES_PER_INCH));
  const all = new Uint8Array(png.length + chunk.length);
  all.set(png.subarray(0, HEADER));
  all.set(chunk, HEADER);
  all.set(png.subarray(HEADER), HEADER + chunk.length);
  return all;
}

/** The chunk pHYs (PNG 1.2, section 4.2.4.2) with square dots, so many a metre. */
function physicalSize(perMetre: number): Uint8Array {
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  return chunk;
}

/** The checksum of a PNG chunk (ISO 3309), bit by bit, because a chunk of 13 bytes needs no table. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
