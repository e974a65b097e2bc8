import { readdirSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { type Random, random } from '../../src/base/random.ts';
import type { Bytes } from '../../src/formats/bytes.ts';
import { npyTensor } from '../../src/formats/npy.ts';
import { npzTensors } from '../../src/formats/npz.ts';
import { safetensorsTensors } from '../../src/formats/safetensors.ts';
import type { Tensor } from '../../src/formats/tensor.ts';
import { torchCheckpoint } from '../../src/formats/torch.ts';
import { damaged, inMemory } from './damaged.ts';
import { counted, fixture, packed, unzipped } from './fixtures.ts';

const CASES = 10_000;
const NAMES = readdirSync(new URL('files/', import.meta.url)).filter((name) => !name.endsWith('.json'));

async function tensorsIn(name: string, bytes: Bytes): Promise<readonly Tensor[]> {
  if (name.endsWith('.npy')) return [await npyTensor(bytes)];
  if (name.endsWith('.npz')) return npzTensors(bytes);
  if (name.endsWith('.safetensors')) return safetensorsTensors(bytes);
  return (await torchCheckpoint(bytes)).tensors;
}

/** Opens a file and reads one of its tensors. True if it was refused; fails for anything but a clear error. */
async function refuses(name: string, bytes: Bytes, chance: Random): Promise<boolean> {
  const file = counted(bytes);
  try {
    const tensors = await tensorsIn(name, file.bytes);
    const values = await tensors[chance.below(tensors.length)]?.read();
    // no more memory than the file has numbers, whatever it claims
    expect(values?.length ?? 0).toBeLessThanOrEqual(bytes.size);
    return false;
  } catch (error) {
    if (!(error instanceof TroubleError)) throw error;
    expect(error.trouble.kind).toBe('data');
    return true;
  } finally {
    expect(file.read()).toBeLessThanOrEqual(8 * bytes.size + 2 ** 20);
  }
}

describe('damaged files give numbers or a clear error', () => {
  test.each(NAMES)('%s', async (name) => {
    const chance = random(1).fork(name);
    const whole = fixture(name);
    let refused = 0;
    for (let i = 0; i < CASES / NAMES.length; i++)
      if (await refuses(name, inMemory(damaged(whole, chance)), chance)) refused++;
    expect(refused).toBeGreaterThan(0);
  });

  test.each(['swav.pth.tar', 'bf16_parametrized.pth', 'hostile_reduce.pth'])(
    'the pickle of %s',
    async (name) => {
      const chance = random(2).fork(name);
      const files = await unzipped(name);
      const list = Object.keys(files).find((path) => path.endsWith('data.pkl')) ?? '';
      let refused = 0;
      for (let i = 0; i < 500; i++) {
        const changed = { ...files, [list]: damaged(files[list], chance) };
        if (await refuses(name, packed(changed, 0), chance)) refused++;
      }
      expect(refused).toBeGreaterThan(0);
    },
  );

  test('deflated arrays', async () => {
    const chance = random(3);
    const whole = zipSync({ 'a.npy': fixture('vector.npy'), 'b.npy': fixture('prototypes_f16.npy') });
    let refused = 0;
    for (let i = 0; i < 1000; i++)
      if (await refuses('a.npz', inMemory(damaged(whole, chance)), chance)) refused++;
    expect(refused).toBeGreaterThan(0);
  });
});
