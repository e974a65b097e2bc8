import { CONTESTS, type Contest } from '../../bench/contests.ts';
import { match } from '../../bench/match.ts';
import { TORCH_MODES, type TorchMode } from '../../bench/peer.ts';
import { processHost } from '../../bench/process-host.ts';
import { torchContestant } from '../../bench/torch-host.ts';
import type { PartRecord } from '../record.ts';
import { type Standings, standingsOf } from '../standings.ts';
import { askTorch, PYTHON, TORCH } from '../torch.ts';
import { PRODUCTS } from './products.ts';

/** torch_cuda.py's products: GFLOP/s by the product's name and by precision. */
export interface TorchProducts {
  readonly gflops: Readonly<Record<string, Readonly<Partial<Record<'float32' | 'tf32' | 'bf16', number>>>>>;
  readonly copyGigabytes: number | null;
}

export type TorchFound = Partial<TorchProducts> & Partial<Standings>;

interface Race {
  readonly contest: Pick<Contest, 'name' | 'says' | 'config'>;
  readonly modes: readonly TorchMode[];
}

const TURNS = 3;

function contestOf(name: string): Contest {
  const found = CONTESTS.find((contest) => contest.backend === 'webgpu' && contest.name === name);
  if (!found) throw new Error(`tests/bench/contests.ts has no contest "${name}" on webgpu`);
  return found;
}

function races(quick: boolean): readonly Race[] {
  const conv = contestOf('conv');
  const grown = (says: string, config: Contest['config']): Race['contest'] => ({
    name: says,
    says,
    config: { ...conv.config, ...config },
  });
  if (quick) return [{ contest: grown('conv, B 8 x 2, K 128', { batch: 8, K: 128 }), modes: ['eager'] }];
  const large = { K: 65536, D: 256 };
  return [
    { contest: conv, modes: TORCH_MODES },
    {
      contest: grown('default conv, CARP joint, B 64 x 2, K 65,536, D 256', large),
      modes: ['eager', 'graph'],
    },
    { contest: contestOf('large'), modes: TORCH_MODES },
    { contest: contestOf('mlp'), modes: ['eager', 'graph'] },
    {
      contest: grown('conv of width 32, CARP joint, B 256 x 2, K 65,536, D 256', {
        ...large,
        'conv.width': 32,
        batch: 256,
      }),
      modes: ['eager'],
    },
  ];
}

/** This engine's step beside PyTorch's on the same GPU, in turns, by the bench's own match. */
export async function torch(record: PartRecord): Promise<void> {
  const sizes = record.quick ? PRODUCTS.slice(0, 1) : PRODUCTS;
  await record.item(
    'products',
    async () => (await askTorch(['products', JSON.stringify(sizes)], record.left)) as TorchProducts,
  );
  const host = await processHost();
  const options = {
    turns: record.quick ? 1 : TURNS,
    ...(record.quick ? { steps: 1 } : {}),
    clock: true,
    say: (line: string) => record.say(line),
  };
  for (const { contest, modes } of races(record.quick))
    await record.item(contest.says, async (): Promise<Standings> => {
      const peers = ['ours' as const, ...modes.map((mode) => `pytorch ${mode}` as const)];
      const outcome = await match(
        { ...contest, backend: 'webgpu', peers },
        (peer) => {
          const mode = modes.find((one) => peer === `pytorch ${one}`);
          return mode ? torchContestant(PYTHON, contest.config, { script: TORCH, mode }) : host.enter();
        },
        options,
      );
      return standingsOf(outcome);
    });
}
