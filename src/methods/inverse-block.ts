import { choice } from '../base/knobs.ts';
import type { DrawPlaces } from './masks.ts';

export const mask_shape = choice({
  label: 'Visible patches',
  default: 'block',
  options: [
    { value: 'block', label: 'in one block' },
    { value: 'scattered', label: 'scattered' },
  ],
  live: true,
  hint: 'Position of the visible patches: one block that may wrap around the borders (paper), or anywhere.',
});

/** The block's height over its width goes from a half to two. */
const ASPECT = Math.log(2);

/**
 * All places but a block, by CAPI's InverseBlockMasking with roll (Darcet et al. 2025): a rectangle of random aspect
 * stays visible, cut to the right number of patches, and wraps around the borders. Patches lie in a square; throws
 * an Error if they cannot.
 */
export const aroundBlock: DrawPlaces = (random, count, patches) => {
  const side = Math.round(Math.sqrt(patches));
  if (side * side !== patches) throw new Error(`${patches} patches make no square`);
  const visible = patches - count;
  const all = Array.from({ length: patches }, (_, p) => p);
  if (visible === 0) return all;
  // no side longer than the image's
  const most = Math.min(ASPECT, Math.log(patches / visible));
  const aspect = Math.exp(most * (2 * random.uniform() - 1));
  const width = Math.ceil(Math.sqrt(visible / aspect));
  const [down, right] = [random.below(side), random.below(side)];
  const block = new Set(
    Array.from({ length: visible }, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return ((row + down) % side) * side + ((column + right) % side);
    }),
  );
  return all.filter((p) => !block.has(p));
};
