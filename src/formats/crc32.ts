/** Bytes that one step of the loop takes in. */
const SLICES = 8;

/** Remainders of every byte, and of every byte with 1 to 7 zeros behind it, [8 × 256]. */
const REMAINDERS = remainders();

function remainders(): Uint32Array {
  const table = new Uint32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    table[byte] = rest;
  }
  for (let i = 256; i < table.length; i++) table[i] = (table[i - 256] >>> 8) ^ table[table[i - 256] & 255];
  return table;
}

/** The CRC-32 of a zip, of bytes that follow those with the checksum `before`. Eight bytes a step (Kounavis and Berry
 *  2005), because a checkpoint has hundreds of megabytes. */
export function crc32(bytes: Uint8Array, before = 0): number {
  const table = REMAINDERS;
  let crc = ~before;
  const whole = bytes.length - (bytes.length % SLICES);
  let at = 0;
  for (; at < whole; at += SLICES) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      table[1792 + (crc & 255)] ^
      table[1536 + ((crc >>> 8) & 255)] ^
      table[1280 + ((crc >>> 16) & 255)] ^
      table[1024 + (crc >>> 24)] ^
      table[768 + bytes[at + 4]] ^
      table[512 + bytes[at + 5]] ^
      table[256 + bytes[at + 6]] ^
      table[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]) & 255];
  return ~crc >>> 0;
}
