import type { WeightSpec } from '../math/update/initial-weights.ts';

/** The papers take 0.02, and learn for hundreds of thousands of steps what of it is too small beside the patches. */
export const POSITIONS = 0.3;

/** Glorot & Bengio 2010, as the authors' ViT starts. A deviation of 0.02, DINO's at a width of 384, is too small for
 *  narrow ones. */
const glorot = (from: number, to: number) => Math.sqrt(2 / (from + to));

/** A dense layer of a transformer, [from, to] and a bias; several matrices of width `each` side by side start as one
 *  of them does. */
export function denseSpecs(address: string, from: number, to: number, each = to): WeightSpec[] {
  return spreadSpecs(address, from, to, glorot(from, each));
}

/** A dense layer of that deviation. */
export function spreadSpecs(address: string, from: number, to: number, deviation: number): WeightSpec[] {
  return [
    { address: `${address}/kernel`, shape: [from, to], init: 'normal', deviation, decay: true },
    { address: `${address}/bias`, shape: [to], init: 'zeros', decay: false },
  ];
}

/** A layer norm. */
export function normSpecs(address: string, width: number): WeightSpec[] {
  return [
    { address: `${address}/gamma`, shape: [width], init: 'ones', decay: false },
    { address: `${address}/beta`, shape: [width], init: 'zeros', decay: false },
  ];
}
