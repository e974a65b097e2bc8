import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { isotropic } from '../../src/metrics/isotropic.ts';
import { countPrototypes } from '../../src/weights/counts.ts';
import { keptShare, randomUnique } from '../../src/weights/random-unique.ts';

const { epsilons } = await countPrototypes(Float32Array.from([1, 0, 0, 1]), 2, 2);

describe('the random baseline of weights', () => {
  it('is that of a lane with the same K and D', async () => {
    const { mean, draws } = await randomUnique(96, 8, epsilons);
    const lane = await isotropic(96, 8, EPSILONS, async () => {});
    expect(draws).toBe(lane.draws);
    EPSILONS.forEach((epsilon, e) => {
      expect(mean[epsilons.indexOf(epsilon)]).toBeCloseTo(lane.unique[e]?.mean ?? Number.NaN, 9);
    });
  });

  it.each([
    [512, 8],
    [512, 32],
    [1024, 16],
  ])('comes within 0.035 of draws by formula, for K %i and D %i', async (K, D) => {
    const lane = await isotropic(K, D, EPSILONS, async () => {});
    EPSILONS.forEach((epsilon, e) => {
      const gap = keptShare(K, D, epsilon) - (lane.unique[e]?.mean ?? Number.NaN);
      expect(Math.abs(gap), `ε ${epsilon}`).toBeLessThan(0.035);
    });
  });

  it('needs no draw for a large matrix, in which random directions all stay apart', async () => {
    const { mean, draws } = await randomUnique(262_144, 512, epsilons);
    expect(draws).toBe(0);
    expect(Math.min(...mean)).toBeGreaterThan(0.999);
  });

  it('is drawn at the ε that are asked for', async () => {
    const { mean } = await randomUnique(64, 8, [0.25]);
    const all = await randomUnique(64, 8, epsilons);
    expect(mean).toEqual([all.mean[epsilons.indexOf(0.25)]]);
  });

  it('knows a single row, and the two directions of a line', async () => {
    expect((await randomUnique(1, 4, [0.1])).mean).toEqual([1]);
    expect((await randomUnique(5, 1, [0.1])).mean).toEqual([0.4]);
  });
});
