/** The way in which WGSL reads rows of floats: four at a time when the width is a multiple of four, else one by one.
 *  */
export interface Lanes {
  readonly type: 'vec4f' | 'f32';
  /** Floats in a read, and reads in a row. */
  readonly unit: number;
  readonly count: number;
  /** WGSL of `total`, the sum of the floats in a read. */
  readonly functions: string;
}

export function lanesOf(width: number): Lanes {
  return width % 4 === 0
    ? {
        type: 'vec4f',
        unit: 4,
        count: width / 4,
        functions: 'fn total(v: vec4f) -> f32 { return dot(v, vec4f(1.0)); }',
      }
    : { type: 'f32', unit: 1, count: width, functions: 'fn total(v: f32) -> f32 { return v; }' };
}
