import { catalogue } from '../../../src/train/lane/menu.ts';
import { useBackend } from '../device.ts';
import { type Given, lossesOf } from '../lane.ts';
import type { PartRecord } from '../record.ts';
import type { Judged } from './kernels.ts';

export interface LossesFound extends Judged {
  readonly reference: string;
  readonly got: readonly number[];
  readonly want: readonly number[];
}

const STEPS = 3;
const TINY: Given = {
  encoder: 'conv',
  'conv.width': 8,
  'head.hidden': 16,
  'carp.partition_size': 8,
  K: 16,
  D: 8,
  batch: 4,
  steps: 10,
};
const VIT: Given = { encoder: 'vit', 'vit.patch': 4, 'vit.width': 16 };
/** Few programs, which a software driver compiles in seconds. */
const QUICK: Given = { encoder: 'mlp', 'mlp.hidden': 16 };

/** Lanes of the default size, which only wasm trains fast enough to be a reference. */
const DEFAULTS = [
  { method: 'carp', prototypes: 'joint' },
  { method: 'carp', prototypes: 'decoupled' },
  { method: 'dino', prototypes: 'joint' },
  { method: 'swav', prototypes: 'joint' },
];

/** Losses of three steps: default lanes against wasm, and tiny ones of every method and prototypes against the CPU. */
export async function losses(record: PartRecord): Promise<void> {
  const compare = (name: string, reference: 'cpu' | 'wasm', config: Given, size: number) =>
    record.item(name, async (): Promise<LossesFound> => {
      const shape = { height: size, width: size };
      await useBackend(reference, record);
      const want = await lossesOf(config, shape, STEPS);
      await useBackend('webgpu', record);
      const got = await lossesOf(config, shape, STEPS);
      const error = Math.max(...got.map((loss, i) => Math.abs(loss / want[i] - 1)));
      return { reference, got, want, error: Number.isNaN(error) ? Number.POSITIVE_INFINITY : error };
    });
  const pairs = catalogue.shelves.method.flatMap(({ id: method, needs }) =>
    catalogue.shelves.prototypes.map(({ id: prototypes }) => ({ method, prototypes, needs })),
  );
  if (record.quick) {
    const tiny = { ...TINY, ...QUICK };
    await compare('default lane, quick: carp joint', 'wasm', { ...tiny, batch: 8, K: 128 }, 28);
    for (const prototypes of ['joint', 'decoupled'])
      await compare(`carp ${prototypes}`, 'cpu', { ...tiny, method: 'carp', prototypes }, 12);
    return;
  }
  for (const lane of DEFAULTS)
    await compare(`default size: ${lane.method} ${lane.prototypes}`, 'wasm', lane, 28);
  for (const { method, prototypes, needs } of pairs)
    await compare(
      `${method} ${prototypes}`,
      'cpu',
      { ...TINY, ...(needs === 'patches' ? VIT : {}), method, prototypes },
      12,
    );
}
