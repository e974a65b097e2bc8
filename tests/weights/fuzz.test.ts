import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { random } from '../../src/base/random.ts';
import { openWeights } from '../../src/weights/matrices.ts';
import { damaged, inMemory } from '../formats/damaged.ts';
import { counted, fixture } from '../formats/fixtures.ts';

const NAMES = readdirSync(new URL('../formats/files/', import.meta.url));
const CASES = 2000;

test.each(NAMES)('a damaged %s offers matrices that fit it, or is refused', async (name) => {
  const chance = random(4).fork(name);
  const whole = fixture(name);
  for (let i = 0; i < CASES / NAMES.length; i++) {
    const data = damaged(whole, chance);
    const { bytes, read } = counted(inMemory(data));
    try {
      const { matrices } = await openWeights(bytes, name);
      const { K, D, ...matrix } = matrices[chance.below(matrices.length)];
      expect(K * D).toBeLessThanOrEqual(data.length);
      expect(await matrix.read()).toHaveLength(K * D);
      expect((await matrix.exchanged().read()).length).toBe(K * D);
    } catch (error) {
      if (!(error instanceof TroubleError)) throw error;
      expect(error.trouble.kind).toBe('data');
      expect(error.message).not.toMatch(/undefined|\[object/);
    }
    expect(read()).toBeLessThanOrEqual(16 * data.length + 2 ** 20);
  }
});
