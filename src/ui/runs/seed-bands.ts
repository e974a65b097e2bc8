import type { Ghost } from '../state/ghost.ts';
import { seedBand, settingsOf } from '../state/seeds/band.ts';

/**
 * Draws runs that differ in nothing but their seed as one ghost: the mean of their curves, and the range of them as a band.
 * A run that a person named stays a line of its own.
 */
export function bandedGhosts(ghosts: readonly Ghost[]): Ghost[] {
  const groups = new Map<string, Ghost[]>();
  for (const ghost of ghosts) {
    const key = ghost.name === undefined ? settingsOf(ghost.run) : ghost.id;
    groups.set(key, [...(groups.get(key) ?? []), ghost]);
  }
  return [...groups.values()].flatMap((group) => {
    const band = seedBand(group.map(({ run }) => run));
    return band ? { id: group.map(({ id }) => id).join('+'), run: band.mean, spread: band.spread } : group;
  });
}
