import type { Backend, PeerName } from './peer.ts';
import type { Problem } from './problem.ts';

/** One config on one backend, and who takes part. */
export interface Contest {
  readonly name: string;
  readonly says: string;
  readonly backend: Backend;
  readonly config: Problem['config'];
  readonly peers: readonly PeerName[];
  /** On a software adapter a step of the other engines takes minutes: only asked for by name there. */
  readonly hardware?: boolean;
}

// A short schedule without warm-up, so that three steps move the loss enough to tell two engines apart: what a
// step costs does not depend on it.
const SCHEDULE = { steps: 5, momentum_teacher: 0.9 };

const MLP = { ...SCHEDULE, encoder: 'mlp', 'mlp.hidden': 128, 'head.hidden': 128, K: 512, D: 32, batch: 64 };
const CONV = { ...SCHEDULE, encoder: 'conv' };

const mlp = 'MLP 128, CARP joint, B 64 x 2, K 512, D 32';
const conv = 'default conv, CARP joint, B 64 x 2, K 512, D 128';

export const CONTESTS: readonly Contest[] = [
  { name: 'mlp', says: mlp, backend: 'webgpu', config: MLP, peers: ['ours', 'idiomatic', 'jax-js'] },
  {
    name: 'tiny-conv',
    says: 'conv, CARP joint, B 16 x 2, K 256, D 128',
    backend: 'webgpu',
    config: { ...CONV, batch: 16, K: 256 },
    peers: ['ours', 'idiomatic', 'jax-js'],
  },
  {
    name: 'conv',
    says: conv,
    backend: 'webgpu',
    config: CONV,
    peers: ['ours', 'idiomatic', 'jax-js'],
    hardware: true,
  },
  {
    name: 'large',
    says: 'conv of width 32, CARP joint, B 256 x 2, K 8192, D 256',
    backend: 'webgpu',
    config: { ...CONV, 'conv.width': 32, batch: 256, K: 8192, D: 256 },
    peers: ['ours', 'idiomatic', 'jax-js'],
    hardware: true,
  },
  {
    name: 'mlp',
    says: mlp,
    backend: 'wasm',
    config: MLP,
    peers: ['ours', 'idiomatic', 'jax-js', 'pytorch'],
  },
  // stock wasm has no gradient of a convolution's filter
  { name: 'conv', says: conv, backend: 'wasm', config: CONV, peers: ['ours', 'jax-js', 'pytorch'] },
];

/** One size of the compact MLP grows, the others stay. */
export interface Growth {
  readonly knob: 'K' | 'D' | 'batch';
  readonly sizes: readonly number[];
  readonly config: Problem['config'];
}

export const GROWTHS: readonly Growth[] = [
  { knob: 'K', sizes: [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536], config: MLP },
  { knob: 'D', sizes: [32, 64, 128, 256, 512], config: MLP },
  { knob: 'batch', sizes: [16, 32, 64, 128, 256, 512], config: MLP },
];

export const contestName = ({ name, backend }: Contest) => `${name}/${backend}`;
