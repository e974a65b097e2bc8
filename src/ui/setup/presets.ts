import type { Catalogue } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import { accepts } from '../../base/knobs.ts';
import { CROPS, KOLEO, MATCHED, PAPER_TEMP, VIT, VIT_STEPS, WHITENED } from '../../base/recipes.ts';
import { openingConfigs, type Settings } from '../state/experiment.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** The question that the comparison answers, in one sentence. */
  readonly summary: string;
  /** Settings of each lane, applied over the opening configs. */
  readonly lanes: readonly Settings[];
}

/** A block size that divides every K of the sweep. */
const BLOCKS: Settings = { 'carp.partition_size': 128 };
/** The encoder with patches, for as long as it takes to learn. */
const PATCHY: Settings = { ...VIT, ...VIT_STEPS };
const LONG_TAIL: Settings = { dataset: 'mnist', 'mnist.imbalance': 100 };

const lane = (method: string, prototypes: string, ...more: readonly Settings[]): Settings =>
  Object.assign({ method, prototypes }, ...more);

/** The preset of a fresh page, whose recorded run is the example. */
export const OPENING_PRESET = 'joint-decoupled';

const PRESETS: readonly Preset[] = [
  {
    id: OPENING_PRESET,
    title: 'Joint vs decoupled',
    summary: 'CARP as published, against CARP with decoupled prototypes.',
    lanes: [{}, {}],
  },
  {
    id: 'matched',
    title: 'Matched control',
    summary: 'Same head in both lanes, so that only the prototypes differ.',
    lanes: [MATCHED, MATCHED],
  },
  {
    id: 'fixed',
    title: 'Fixed control',
    summary: 'Joint against random prototypes that never move: fully unique, but hardly used.',
    lanes: [{}, { prototypes: 'fixed' }],
  },
  {
    id: 'three-methods',
    title: 'Three methods',
    summary: 'DINO, SwAV and CARP with joint prototypes, to see how much each method collapses.',
    lanes: [lane('dino', 'joint'), lane('swav', 'joint'), lane('carp', 'joint')],
  },
  {
    id: 'figure-1',
    title: 'Figure 1',
    summary: 'Prototypes of the paper’s five systems on the PCA plane, in the order of its Figure 1.',
    lanes: [
      lane('dino', 'joint', PATCHY),
      lane('dino', 'joint', PATCHY, KOLEO),
      lane('dinov2', 'joint', PATCHY),
      lane('carp', 'joint', PATCHY),
      lane('carp', 'decoupled', PATCHY),
    ],
  },
  {
    id: 'figure-3',
    title: 'Figure 3',
    summary: 'Unique prototypes by ε and k-NN accuracy for the six systems of the paper’s Figure 3.',
    lanes: [
      lane('dino', 'joint', PATCHY),
      lane('dinov2', 'joint', PATCHY),
      lane('dino', 'decoupled', PATCHY),
      lane('capi', 'clustering', PATCHY),
      lane('carp', 'joint', PATCHY),
      lane('carp', 'decoupled', PATCHY),
    ],
  },
  {
    id: 'k-sweep',
    title: 'K sweep',
    summary: 'Joint CARP with 128, 512 and 2,048 prototypes, against decoupled CARP with 2,048.',
    lanes: [
      lane('carp', 'joint', BLOCKS, { K: 128 }),
      lane('carp', 'joint', BLOCKS, { K: 512 }),
      lane('carp', 'joint', BLOCKS, { K: 2048 }),
      lane('carp', 'decoupled', BLOCKS, { K: 2048 }),
    ],
  },
  {
    id: 'eta',
    title: 'η sensitivity',
    summary: 'Decoupled CARP with a mixture that forgets fast (η 0.5) to slowly (η 0.99).',
    lanes: [0.5, 0.9, 0.95, 0.99].map((eta) => lane('carp', 'decoupled', { 'decoupled.eta': eta })),
  },
  {
    id: 'koleo-proto',
    title: 'KoLeo-Proto',
    summary: 'Joint CARP, joint CARP with a regulariser that pushes prototypes apart, and decoupled CARP.',
    lanes: [lane('carp', 'joint'), lane('carp', 'joint', KOLEO), lane('carp', 'decoupled')],
  },
  {
    id: 'dino-collapse',
    title: 'DINO collapse',
    summary:
      'DINO at its paper’s student temperature (0.1) and at 0.14. At 0.14, joint prototypes collapse, decoupled ones do not.',
    lanes: [lane('dino', 'joint', PAPER_TEMP), lane('dino', 'joint'), lane('dino', 'decoupled')],
  },
  {
    id: 'turns-gain',
    title: 'Turns × gain',
    summary:
      'DINO with teacher turnover 2.5 or 10 and gain 1.4 to 5: it stalls, learns, and collapses. Gain is student over teacher temperature.',
    lanes: [
      lane('dino', 'joint', PAPER_TEMP, { momentum_teacher: 0.99 }),
      lane('dino', 'joint', PAPER_TEMP),
      lane('dino', 'joint'),
      lane('dino', 'joint', { 'dino.student_temp': 0.35 }),
    ],
  },
  {
    id: 'unique-and-used',
    title: 'Unique and in use',
    summary:
      'Ours: CARP with a whitened head. Joint and fixed prototypes against spherical ones, of which more are unique and in use.',
    lanes: [
      lane('carp', 'joint', WHITENED),
      lane('carp', 'spherical', WHITENED),
      lane('carp', 'fixed', WHITENED),
    ],
  },
  {
    id: 'multi-crop',
    title: 'Multi-crop',
    summary: 'DINO and SwAV, with two global views per image, and with four local views added.',
    lanes: [
      lane('dino', 'joint'),
      lane('dino', 'joint', CROPS),
      lane('swav', 'joint'),
      lane('swav', 'joint', CROPS),
    ],
  },
  {
    id: 'long-tail',
    title: 'Long tail',
    summary:
      'The largest class has 100 times the images of the smallest. Joint CARP, the same with the decoupled head, and decoupled CARP.',
    lanes: [
      lane('carp', 'joint', LONG_TAIL),
      lane('carp', 'joint', LONG_TAIL, MATCHED),
      lane('carp', 'decoupled', LONG_TAIL, MATCHED),
    ],
  },
];

/** The presets whose settings and parts are all in the catalogue. */
export function presetsOf(catalogue: Catalogue): Preset[] {
  const knobs = knobsOf(catalogue);
  const has = (key: string, value: unknown) => {
    const knob = knobs.get(key);
    return knob !== undefined && accepts(knob, value);
  };
  return PRESETS.filter(({ lanes }) =>
    lanes.every((values) => Object.entries(values).every(([key, value]) => has(key, value))),
  );
}

export function presetConfigs(preset: Preset, catalogue: Catalogue): RunConfig[] {
  return openingConfigs(catalogue, preset.lanes.length).map((config, i) => ({
    ...config,
    ...preset.lanes[i],
  }));
}

/** The preset that these configs equal but for the seed; undefined when something was changed. */
export function presetOf(configs: readonly RunConfig[], catalogue: Catalogue): Preset | undefined {
  return presetsOf(catalogue).find(
    (preset) =>
      preset.lanes.length === configs.length &&
      presetConfigs(preset, catalogue).every((config, i) =>
        Object.entries(config).every(([key, value]) => key === 'seed' || configs[i]?.[key] === value),
      ),
  );
}
