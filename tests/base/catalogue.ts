import type { Catalogue } from '../../src/base/catalogue.ts';
import { choice, following, number, toggle } from '../../src/base/knobs.ts';

const part = (id: string, knobs = {}) => ({
  id,
  title: id.toUpperCase(),
  summary: `${id}.`,
  papers: [],
  knobs,
});

/** A small catalogue with every kind of knob, for the tests of the config. */
export const SMALL: Catalogue = {
  run: {
    seed: number({
      label: 'Seed',
      default: 1,
      min: 0,
      max: 1e6,
      integer: true,
      hint: 'Start of all chance.',
    }),
    lr: number({
      label: 'Rate',
      default: 2e-3,
      min: 1e-6,
      max: 1,
      scale: 'log',
      live: true,
      hint: 'Step size.',
    }),
    ema: following({ label: 'EMA', min: 0, max: 1, live: true, hint: 'Slowness of the teacher.' }),
    clip: toggle({ label: 'Clip', default: true, hint: 'Cuts gradients.' }),
  },
  shelves: {
    method: [
      part('carp', {
        partition_size: number({
          label: 'Block',
          default: 256,
          min: 2,
          max: 65536,
          integer: true,
          hint: 'Size.',
        }),
      }),
      part('dino', { centre: toggle({ label: 'Centre', default: false, hint: 'Centres.' }) }),
    ],
    prototypes: [part('joint'), part('fixed')],
    dataset: [
      part('mnist', {
        images: choice({
          label: 'Images',
          default: 'small',
          options: [
            { value: 'small', label: 'Small' },
            { value: 'full', label: 'All of it' },
          ],
          hint: 'How many.',
        }),
      }),
    ],
    encoder: [part('conv'), part('mlp')],
    optimizer: [part('adamw')],
  },
  pairs: { 'carp+joint': 'carp' },
};
