import * as tf from '@tensorflow/tfjs';

/**
 * A matrix [to, from] that resamples position embeddings of `from` tokens for `to` tokens. The first token is [CLS]
 * and stays. The others form square grids, sampled bilinearly at pixel centres; DINO's interpolate_pos_encoding does
 * so bicubically (Caron et al. 2021). The caller disposes of the matrix. Throws an Error when the tokens form no
 * square grid.
 */
export function resampling(from: number, to: number): tf.Tensor2D {
  const [source, target] = [sideOf(from), sideOf(to)];
  const line = Array.from({ length: target }, (_, i) => {
    const at = Math.min(source - 1, Math.max(0, ((i + 0.5) * source) / target - 0.5));
    const low = Math.min(Math.floor(at), Math.max(0, source - 2));
    const weights = new Array<number>(source).fill(0);
    weights[low] = 1 - (at - low);
    if (source > 1) weights[low + 1] = at - low;
    return weights;
  });
  const values = new Float32Array(to * from);
  values[0] = 1;
  line.forEach((rows, y) => {
    line.forEach((columns, x) => {
      const row = (1 + y * target + x) * from;
      rows.forEach((v, sy) => {
        columns.forEach((h, sx) => {
          values[row + 1 + sy * source + sx] = v * h;
        });
      });
    });
  });
  return tf.tensor2d(values, [to, from]);
}

function sideOf(tokens: number): number {
  const side = Math.sqrt(tokens - 1);
  if (!Number.isInteger(side)) throw new Error(`${tokens - 1} patches are no square grid`);
  return side;
}
