/** How WGSL reads rows of `width` floats: four at a time where that divides them. */
export interface Lanes {
  readonly type: 'vec4f' | 'f32';
  /** Floats read at once, and reads a row. */
  readonly unit: number;
  readonly count: number;
  /** `total`: the sum of what one read gives. */
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
