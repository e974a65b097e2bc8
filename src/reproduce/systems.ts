import type { KnobValue } from '../base/knobs.ts';
import { CROPS, KOLEO, MATCHED, SOFT, VIT, WHITENED } from '../base/recipes.ts';

/** A number that the paper gives for a system. */
export interface PaperNumber {
  /** A metric of results.ts, such as "unique@0.025". */
  readonly metric: string;
  /** As the metric: shares in 0..1. */
  readonly value: number;
  /** Where it stands. */
  readonly where: string;
}

/** One row of the table. */
export interface System {
  readonly id: string;
  readonly label: string;
  /** Parts of the menu. A row whose parts are not there yet is not in the table yet. */
  readonly method: string;
  readonly prototypes: string;
  /** What differs from the recipe. */
  readonly knobs: Readonly<Record<string, KnobValue>>;
  /** The paper that ran this pair, or "not from a paper". */
  readonly source: string;
  readonly paper: readonly PaperNumber[];
  /** How many prototypes the paper's own run had, where it says so. */
  readonly paperK?: number;
}

const ARTEAGA = 'Arteaga et al. 2026';
const OURS = 'not from a paper';
const TEXT = 'stated in the text';
const READ = 'read off Figure 3a';
const PRINTED = 'printed in Figure 3b, ImageNet-1k';

function row(
  id: string,
  label: string,
  pair: string,
  source: string,
  more: Partial<Pick<System, 'knobs' | 'paper' | 'paperK'>> = {},
): System {
  const [method, prototypes] = pair.split('+');
  return { id, label, method, prototypes, source, knobs: {}, paper: [], ...more };
}

/** Unique shares by ε. */
function unique(values: Readonly<Record<number, number>>, where: string): PaperNumber[] {
  return Object.entries(values).map(([epsilon, value]) => ({
    metric: `unique@${epsilon}`,
    value,
    where,
  }));
}

const ALL = { 0.025: 1, 0.1: 1, 0.25: 1, 0.5: 1 };

/** Every row there is: what a paper ran, its controls, and the sweeps. A new row is one line here, and one word in
 *  each group below that shows it. */
export const SYSTEMS: readonly System[] = [
  row('dino', 'DINO', 'dino+joint', 'Caron et al. 2021', {
    paper: [...unique({ 0.025: 0.015 }, TEXT), ...unique({ 0.1: 0.01, 0.5: 0 }, READ)],
    paperK: 60_000,
  }),
  row('dino-kp', 'DINO + KP', 'dino+joint', 'Govindarajan et al. 2024', {
    knobs: KOLEO,
  }),
  row('dino-dec', 'DINO + Dec.', 'dino+decoupled', ARTEAGA, { paper: unique(ALL, READ) }),
  row('carp', 'CARP', 'carp+joint', 'Silva & Ramírez Rivera 2023', {
    paper: [
      ...unique({ 0.025: 0.108 }, TEXT),
      ...unique({ 0.05: 0.025, 0.1: 0.005, 0.25: 0, 0.5: 0 }, READ),
      { metric: 'knn', value: 0.677, where: PRINTED },
    ],
    paperK: 65_536,
  }),
  row('carp-kp', 'CARP + KP', 'carp+joint', OURS, { knobs: KOLEO }),
  row('carp-dec', 'CARP + Dec.', 'carp+decoupled', ARTEAGA, {
    paper: [...unique(ALL, READ), { metric: 'knn', value: 0.695, where: PRINTED }],
  }),
  row('swav', 'SwAV', 'swav+joint', 'Caron et al. 2020'),
  row('swav-dec', 'SwAV + Dec.', 'swav+decoupled', OURS),
  row('ibot', 'iBOT', 'ibot+joint', 'Zhou et al. 2022', { knobs: VIT }),
  row('ibot-dec', 'iBOT + Dec.', 'ibot+decoupled', OURS, { knobs: VIT }),
  row('dinov2', 'DINOv2', 'dinov2+joint', 'Oquab et al. 2023', {
    knobs: VIT,
    paper: unique({ 0.025: 0.43, 0.1: 0.185, 0.25: 0, 0.5: 0 }, READ),
  }),
  row('dinov2-dec', 'DINOv2 + Dec.', 'dinov2+decoupled', OURS, { knobs: VIT }),
  row('capi', 'CAPI', 'capi+clustering', 'Darcet et al. 2025', {
    knobs: VIT,
    paper: unique({ 0.025: 1, 0.1: 0.98, 0.25: 0.84, 0.5: 0.385 }, READ),
  }),
  row('capi-dec', 'CAPI + Dec.', 'capi+decoupled', OURS, { knobs: VIT }),
  row('carp-vit', 'CARP, ViT', 'carp+joint', OURS, { knobs: VIT }),

  row('dino-crops', 'DINO, multi-crop', 'dino+joint', 'Caron et al. 2021', { knobs: CROPS }),
  row('dino-dec-crops', 'DINO + Dec., multi-crop', 'dino+decoupled', OURS, { knobs: CROPS }),
  row('swav-crops', 'SwAV, multi-crop', 'swav+joint', 'Caron et al. 2020', { knobs: CROPS }),

  row('dino-soft', 'DINO, student temp. 0.2, 2,000 steps', 'dino+joint', OURS, { knobs: SOFT }),
  row('dino-dec-soft', 'DINO + Dec., student temp. 0.2, 2,000 steps', 'dino+decoupled', OURS, {
    knobs: SOFT,
  }),

  row('carp-fixed', 'CARP, fixed', 'carp+fixed', OURS),
  row('dino-fixed', 'DINO, fixed', 'dino+fixed', OURS),
  row('swav-fixed', 'SwAV, fixed', 'swav+fixed', OURS),
  row('carp-matched', 'CARP, matched head', 'carp+joint', OURS, { knobs: MATCHED }),
  row('dino-matched', 'DINO, matched head', 'dino+joint', OURS, { knobs: MATCHED }),
  row('swav-matched', 'SwAV, matched head', 'swav+joint', OURS, { knobs: MATCHED }),
  row('dinov2-matched', 'DINOv2, matched head', 'dinov2+joint', OURS, { knobs: { ...VIT, ...MATCHED } }),
  ...[
    ['carp', 'CARP'],
    ['dino', 'DINO'],
    ['swav', 'SwAV'],
  ].flatMap(([method, title]) => [
    row(`${method}-whitened`, `${title}, whitened head`, `${method}+joint`, OURS, {
      knobs: WHITENED,
    }),
    row(`${method}-spherical`, `${title}, spherical, whitened head`, `${method}+spherical`, OURS, {
      knobs: { 'head.output_norm': 'whiten' },
    }),
  ]),

  ...[0.5, 0.9, 0.95, 0.999].map((eta) =>
    row(`eta-${eta}`, `CARP + Dec., η ${eta}`, 'carp+decoupled', OURS, { knobs: { 'decoupled.eta': eta } }),
  ),
  ...[0.01, 0.1, 0.5, 2].map((beta) =>
    row(`beta-${beta}`, `CARP + Dec., β ${beta}`, 'carp+decoupled', OURS, {
      knobs: { 'decoupled.beta': beta },
    }),
  ),
  ...[128, 2048].flatMap((K) => [
    row(`carp-k${K}`, `CARP, K ${K}`, 'carp+joint', OURS, { knobs: { K } }),
    row(`carp-dec-k${K}`, `CARP + Dec., K ${K}`, 'carp+decoupled', OURS, { knobs: { K } }),
  ]),
  ...[10, 100].flatMap((ratio) => [
    row(`carp-tail${ratio}`, `CARP, matched head, long tail ${ratio}`, 'carp+joint', OURS, {
      knobs: { ...MATCHED, 'mnist.imbalance': ratio },
    }),
    row(`carp-dec-tail${ratio}`, `CARP + Dec., long tail ${ratio}`, 'carp+decoupled', OURS, {
      knobs: { 'mnist.imbalance': ratio },
    }),
  ]),
];

/** A knob that rows turn, on a log axis with the knob's own values as ticks. */
export interface Sweep {
  readonly knob: string;
  readonly axis: string;
  /** Where a value stands on the axis, if not at itself. */
  readonly place?: (value: number) => number;
}

/** Rows that are read together. */
export interface Group {
  /** What --only takes. */
  readonly id: string;
  readonly title: string;
  /** Ids of rows; those that are not in the table yet are passed over. */
  readonly rows: readonly string[];
  /** Its rows are in this larger group too: told apart only where that one is not told. */
  readonly within?: string;
  /** The knob that these rows turn. */
  readonly sweep?: Sweep;
}

export const GROUPS: readonly Group[] = [
  {
    id: 'systems',
    title: 'The paper’s systems',
    rows: [
      ...['dino', 'dino-kp', 'ibot', 'dinov2', 'carp', 'capi', 'swav'],
      ...['dino-dec', 'ibot-dec', 'dinov2-dec', 'carp-dec', 'capi-dec', 'swav-dec'],
    ],
  },
  {
    id: 'figure1',
    title: 'Figure 1',
    rows: ['dino', 'dino-kp', 'dinov2', 'carp', 'carp-dec'],
    within: 'systems',
  },
  {
    id: 'figure3',
    title: 'Figure 3',
    rows: ['dino', 'dinov2', 'dino-dec', 'capi', 'carp', 'carp-dec'],
    within: 'systems',
  },
  {
    id: 'koleo',
    title: 'KoLeo-Proto beside Dec.',
    rows: ['dino', 'dino-kp', 'dino-dec', 'carp', 'carp-kp', 'carp-dec'],
  },
  {
    id: 'multicrop',
    title: 'Four local views beside the two global ones',
    rows: ['dino', 'dino-crops', 'dino-dec', 'dino-dec-crops', 'swav', 'swav-crops'],
  },
  {
    id: 'controls',
    title: 'Controls',
    rows: [
      'carp-vit',
      'dino-dec',
      'dino-fixed',
      'dino-matched',
      'carp-dec',
      'carp-fixed',
      'carp-matched',
      'swav',
      'swav-fixed',
    ],
  },
  {
    id: 'dino-collapse',
    title: 'Joint DINO collapsed within 2,000 steps, and decoupled DINO beside it',
    rows: ['dino', 'dino-soft', 'dino-dec', 'dino-dec-soft'],
  },
  {
    id: 'unique-and-used',
    title: 'Unique and used: decoupled prototypes beside joint ones with the same head',
    rows: [
      ...['dinov2-matched', 'dinov2-dec', 'swav-matched', 'swav-dec'],
      ...['carp-whitened', 'carp-spherical', 'dino-whitened', 'dino-spherical'],
      ...['swav-whitened', 'swav-spherical'],
    ],
  },
  {
    id: 'eta',
    title: 'Sensitivity to the forgetting η',
    rows: ['eta-0.5', 'eta-0.9', 'eta-0.95', 'carp-dec', 'eta-0.999'],
    // a component remembers 1 / (1 - η) of responsibility
    sweep: { knob: 'decoupled.eta', axis: 'η', place: (eta) => 1 / (1 - eta) },
  },
  {
    id: 'beta',
    title: 'Sensitivity to the annealing β',
    rows: ['beta-0.01', 'beta-0.1', 'beta-0.5', 'carp-dec', 'beta-2'],
    sweep: { knob: 'decoupled.beta', axis: 'β' },
  },
  {
    id: 'k',
    title: 'Sensitivity to the number of prototypes K',
    rows: ['carp-k128', 'carp', 'carp-k2048', 'carp-dec-k128', 'carp-dec', 'carp-dec-k2048'],
    sweep: { knob: 'K', axis: 'K' },
  },
  {
    id: 'longtail',
    title: 'Sensitivity to the long-tail ratio',
    rows: ['carp-matched', 'carp-tail10', 'carp-tail100', 'carp-dec', 'carp-dec-tail10', 'carp-dec-tail100'],
    sweep: { knob: 'mnist.imbalance', axis: 'largest class over smallest' },
  },
];
