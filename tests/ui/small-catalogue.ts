import type { Catalogue, PartInfo } from '../../src/base/catalogue.ts';
import { choice, type KnobSet, number, toggle } from '../../src/base/knobs.ts';

const part = (id: string, title: string, knobs: KnobSet = {}): PartInfo => ({
  id,
  title,
  summary: `${title} in one sentence.`,
  papers: [],
  knobs,
});

/** A catalogue with one of everything that the page has to handle. */
export const SMALL: Catalogue = {
  run: {
    seed: number({
      label: 'Seed',
      default: 1,
      min: 0,
      max: 4294967295,
      integer: true,
      hint: 'Fixes chance.',
    }),
    K: number({
      label: 'Prototypes K',
      default: 512,
      min: 8,
      max: 65536,
      integer: true,
      scale: 'log',
      hint: 'How many.',
    }),
    D: number({
      label: 'Embedding size D',
      default: 128,
      min: 2,
      max: 512,
      integer: true,
      scale: 'log',
      hint: 'Dimension.',
    }),
    batch: number({
      label: 'Batch size',
      default: 64,
      min: 2,
      max: 1024,
      integer: true,
      scale: 'log',
      hint: 'Images a step.',
    }),
    steps: number({
      label: 'Steps',
      default: 500,
      min: 1,
      max: 100000,
      integer: true,
      scale: 'log',
      hint: 'Length.',
    }),
    lr: number({
      label: 'Learning rate',
      default: 0.002,
      min: 0.00001,
      max: 0.1,
      scale: 'log',
      live: true,
      hint: 'Peak.',
    }),
    'head.output_norm': choice({
      label: 'Head output norm',
      default: 'auto',
      options: [
        { value: 'auto', label: 'auto' },
        { value: 'batchnorm', label: 'BatchNorm' },
      ],
      hint: 'Norm of the embedding.',
    }),
    'views.flip': toggle({ label: 'Flip', default: true, hint: 'Mirrors half of the views.' }),
  },
  shelves: {
    method: [
      part('carp', 'CARP', {
        partition_size: number({
          label: 'Partition size',
          default: 256,
          min: 2,
          max: 65536,
          integer: true,
          hint: 'Block.',
        }),
      }),
      part('swav', 'SwAV', {
        tau: number({
          label: 'Temperature',
          default: 0.1,
          min: 0.01,
          max: 1,
          live: true,
          hint: 'Sharpness.',
        }),
      }),
    ],
    prototypes: [
      part('joint', 'Joint'),
      part('decoupled', 'Decoupled', {
        eta: number({
          label: 'Forgetting η',
          default: 0.99,
          min: 0.3,
          max: 0.9999,
          live: true,
          hint: 'Memory.',
        }),
      }),
      part('fixed', 'Fixed'),
    ],
    dataset: [part('mnist', 'MNIST')],
    encoder: [part('conv', 'Conv'), part('mlp', 'MLP')],
    optimizer: [part('adamw', 'AdamW')],
  },
  pairs: { 'carp+joint': 'Silva 2023', 'carp+decoupled': 'Arteaga 2026' },
};
