// Tokens of images: [CLS], then the patches of each image, plus their positions. A mask has one float for each patch,
// which is 0 for a visible one. The address 0 stands for no mask.

/** to = a + b, [width] each. */
@inline
function add(a: usize, b: usize, bytes: usize, to: usize): void {
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(a + i) + load<f32>(b + i));
}

/** y [images T, E] of x [images (T - 1), E], [CLS] [E] and positions [T, E]. `token` [E] replaces a masked patch. */
export function tokens(
  x: usize, images: i32, T: i32, E: i32, cls: usize, positions: usize, mask: usize, token: usize, y: usize,
): void {
  const bytes = <usize>E << 2;
  for (let n = 0; n < images; n++) {
    add(cls, positions, bytes, y);
    y += bytes;
    for (let t = 1; t < T; t++, x += bytes, y += bytes) {
      const hidden = mask != 0 && load<f32>(mask) != 0;
      add(hidden ? token : x, positions + <usize>t * bytes, bytes, y);
      if (mask != 0) mask += 4;
    }
  }
}

/** From dy [images T, E] computes dx, which is zero for masked patches, the sum over images [T, E], and the sum of
 *  masked rows [E]. */
export function tokensBack(
  dy: usize, images: i32, T: i32, E: i32, mask: usize, dx: usize, positions: usize, token: usize,
): void {
  const bytes = <usize>E << 2;
  memory.fill(positions, 0, <usize>T * bytes);
  if (mask != 0) memory.fill(token, 0, bytes);
  for (let n = 0; n < images; n++)
    for (let t = 0; t < T; t++, dy += bytes) {
      const sum = positions + <usize>t * bytes;
      add(dy, sum, bytes, sum);
      if (t == 0) continue;
      if (mask != 0 && load<f32>(mask) != 0) {
        add(dy, token, bytes, token);
        memory.fill(dx, 0, bytes);
      } else memory.copy(dx, dy, bytes);
      if (mask != 0) mask += 4;
      dx += bytes;
    }
}
