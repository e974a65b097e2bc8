import type { WeightSpec } from '../math/update/initial-weights.ts';

/** Deviation of initial positions. The papers' 0.02 is small beside the patches, which hundreds of thousands of steps
 *  make up for; runs here are short. */
export const POSITIONS = 0.3;

/** Initial deviation of Glorot & Bengio 2010, as in the authors' ViT. DINO's 0.02 suits a width of 384 and is too
 *  small for narrow transformers. */
const glorot = (from: number, to: number) => Math.sqrt(2 / (from + to));

/** A dense layer [from, to] with a bias. Matrices of width `each` side by side start as each would alone. */
export function denseSpecs(address: string, from: number, to: number, each = to): WeightSpec[] {
  return spreadSpecs(address, from, to, glorot(from, each));
}

/** A dense layer [from, to] with a bias, whose kernel starts with this deviation. */
export function spreadSpecs(address: string, from: number, to: number, deviation: number): WeightSpec[] {
  return [
    { address: `${address}/kernel`, shape: [from, to], init: 'normal', deviation, decay: true },
    { address: `${address}/bias`, shape: [to], init: 'zeros', decay: false },
  ];
}

/** Scale and shift of a layer norm. */
export function normSpecs(address: string, width: number): WeightSpec[] {
  return [
    { address: `${address}/gamma`, shape: [width], init: 'ones', decay: false },
    { address: `${address}/beta`, shape: [width], init: 'zeros', decay: false },
  ];
}
