/** Bytes that the header is padded to: numpy maps the numbers into memory from there. */
const ALIGNMENT = 64;
/** Numbers of one part: 4 MB. */
const PART = 2 ** 20;

/**
 * Some rows of a matrix [K, D] as an .npy file, version 1.0, of little-endian float32: numpy.load gives [kept, D]. `kept`
 * are indices of rows. The file comes in parts, so that memory holds no second copy of the matrix.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function* npyRows(
  rows: Float32Array,
  D: number,
  kept: readonly number[],
): Generator<Uint8Array<ArrayBuffer>> {
  yield headerOf(kept.length, D);
  const group = Math.max(1, Math.floor(PART / D));
  for (let from = 0; from < kept.length; from += group) {
    const some = kept.slice(from, from + group);
    const part = new DataView(new ArrayBuffer(4 * D * some.length));
    some.forEach((k, i) => {
      for (let d = 0; d < D; d++) part.setFloat32(4 * (i * D + d), rows[k * D + d] ?? Number.NaN, true);
    });
    yield new Uint8Array(part.buffer);
  }
}

/** Rows that stand for themselves: one of each group, in order. `representatives` [K] are of one ε. */
export function withoutCopies(representatives: ArrayLike<number>): number[] {
  const kept: number[] = [];
  for (let k = 0; k < representatives.length; k++) if (representatives[k] === k) kept.push(k);
  return kept;
}

function headerOf(rows: number, D: number): Uint8Array<ArrayBuffer> {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${D}), }`;
  const magic = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0];
  const before = magic.length + 2;
  const length = Math.ceil((before + text.length + 1) / ALIGNMENT) * ALIGNMENT - before;
  const header = new TextEncoder().encode(`${text.padEnd(length - 1)}\n`);
  return new Uint8Array([...magic, length & 0xff, length >> 8, ...header]);
}
