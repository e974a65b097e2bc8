import type { KnobValue } from '../base/knobs.ts';
import { PAPER_SYSTEMS, type PaperId, type PaperNumber, type PaperSystem } from '../base/paper-numbers.ts';
import { citedAs, PAPERS, type Paper } from '../base/papers.ts';
import { CAPI_SMALL, CROPS, KOLEO, MATCHED, PAPER_TEMP, VIT, WHITENED } from '../base/recipes.ts';

/** One row of the table. */
export interface System {
  readonly id: string;
  readonly label: string;
  /** Ids of parts. The table leaves out rows whose parts are not on the menu. */
  readonly method: string;
  readonly prototypes: string;
  /** Settings that differ from the recipe. */
  readonly knobs: Readonly<Record<string, KnobValue>>;
  /** The paper that ran this pair, or "not from a paper". */
  readonly source: string;
  readonly paper: readonly PaperNumber[];
  /** The number of prototypes in the paper's own run, if it is given. */
  readonly paperK?: number;
}

const OURS = 'not from a paper';

function row(
  id: string,
  label: string,
  pair: string,
  from: Paper | typeof OURS,
  knobs: System['knobs'] = {},
): System {
  const [method, prototypes] = pair.split('+');
  const source = from === OURS ? from : citedAs(from);
  return { id, label, method, prototypes, source, knobs, paper: [] };
}

/** Without the digits that floating-point numbers add. */
const tidy = (value: number) => Number(value.toPrecision(6));

/** The row of a system of the paper. */
function paperRow(id: PaperId, from: Paper, knobs: System['knobs'] = {}): System {
  const { label, method, prototypes, numbers, K }: PaperSystem = PAPER_SYSTEMS[id];
  return {
    ...{ id, label, method, prototypes, source: citedAs(from), knobs, paper: numbers },
    ...(K !== undefined && { paperK: K }),
  };
}

/** CAPI learns more slowly than the other methods on a ViT. */
const CAPI: System['knobs'] = { ...VIT, ...CAPI_SMALL, steps: 1500, lr: 0.002 };

/** Turns of DINO's teacher in a run of the recipe's 500 steps, and gains (student over teacher temperature), of the map. */
const TURNS = [2.5, 5, 10, 20, 40];
const GAINS = [1.4, 2, 2.9, 4, 5];
const MAP_STEPS = 500;
const MAP_TEACHER = 0.07;

/** A row for each cell of the map, by turns and then gain. */
const MAP: readonly System[] = TURNS.flatMap((turns) =>
  GAINS.map((gain) =>
    row(`map-${turns}-${gain}`, `DINO, ${turns} turns, gain ${gain}`, 'dino+joint', OURS, {
      momentum_teacher: tidy(1 - (2 * turns) / MAP_STEPS),
      'dino.student_temp': tidy(gain * MAP_TEACHER),
      'dino.teacher_temp': MAP_TEACHER,
    }),
  ),
);

/** Decoupled rows beside joint ones with the same head. */
export const MATCHES: readonly (readonly [decoupled: string, joint: string])[] = [
  ['carp-dec', 'carp-matched'],
  ['swav-dec', 'swav-matched'],
  ['dinov2-dec', 'dinov2-matched'],
  ['carp-spherical', 'carp-whitened'],
  ['dino-spherical', 'dino-whitened'],
  ['swav-spherical', 'swav-whitened'],
];

/** All rows: systems of papers, their controls, and sweeps. A new one is a line here, and a word in each group that
 *  shows it. */
export const SYSTEMS: readonly System[] = [
  paperRow('dino', PAPERS.dino),
  row('dino-kp', 'DINO + KP', 'dino+joint', PAPERS.govindarajan, KOLEO),
  paperRow('dino-dec', PAPERS.arteaga),
  paperRow('carp', PAPERS.carp),
  row('carp-kp', 'CARP + KP', 'carp+joint', OURS, KOLEO),
  paperRow('carp-dec', PAPERS.arteaga),
  row('swav', 'SwAV', 'swav+joint', PAPERS.swav),
  row('swav-dec', 'SwAV + Dec.', 'swav+decoupled', OURS),
  row('ibot', 'iBOT', 'ibot+joint', PAPERS.ibot, VIT),
  row('ibot-dec', 'iBOT + Dec.', 'ibot+decoupled', OURS, VIT),
  paperRow('dinov2', PAPERS.dinov2, VIT),
  row('dinov2-dec', 'DINOv2 + Dec.', 'dinov2+decoupled', OURS, VIT),
  paperRow('capi', PAPERS.capi, CAPI),
  row('capi-dec', 'CAPI + Dec.', 'capi+decoupled', OURS, CAPI),
  row('carp-vit', 'CARP, ViT', 'carp+joint', OURS, VIT),

  row('dino-crops', 'DINO, multi-crop', 'dino+joint', PAPERS.dino, CROPS),
  row('dino-dec-crops', 'DINO + Dec., multi-crop', 'dino+decoupled', OURS, CROPS),
  row('swav-crops', 'SwAV, multi-crop', 'swav+joint', PAPERS.swav, CROPS),

  row('dino-paper-temp', 'DINO, student temp. 0.1', 'dino+joint', PAPERS.dino, PAPER_TEMP),
  row('dino-dec-paper-temp', 'DINO + Dec., student temp. 0.1', 'dino+decoupled', PAPERS.arteaga, PAPER_TEMP),

  row('carp-fixed', 'CARP, fixed', 'carp+fixed', OURS),
  row('dino-fixed', 'DINO, fixed', 'dino+fixed', OURS),
  row('swav-fixed', 'SwAV, fixed', 'swav+fixed', OURS),
  row('carp-matched', 'CARP, matched head', 'carp+joint', OURS, MATCHED),
  row('dino-matched', 'DINO, matched head', 'dino+joint', OURS, MATCHED),
  row('swav-matched', 'SwAV, matched head', 'swav+joint', OURS, MATCHED),
  row('dinov2-matched', 'DINOv2, matched head', 'dinov2+joint', OURS, { ...VIT, ...MATCHED }),
  ...[
    ['carp', 'CARP'],
    ['dino', 'DINO'],
    ['swav', 'SwAV'],
  ].flatMap(([method, title]) => [
    row(`${method}-whitened`, `${title}, whitened head`, `${method}+joint`, OURS, WHITENED),
    row(`${method}-spherical`, `${title}, spherical, whitened head`, `${method}+spherical`, OURS, {
      'head.output_norm': 'whiten',
    }),
  ]),

  ...[0.5, 0.9, 0.95, 0.999].map((eta) =>
    row(`eta-${eta}`, `CARP + Dec., η ${eta}`, 'carp+decoupled', OURS, { 'decoupled.eta': eta }),
  ),
  ...[0.01, 0.1, 0.5, 2].map((beta) =>
    row(`beta-${beta}`, `CARP + Dec., β ${beta}`, 'carp+decoupled', OURS, { 'decoupled.beta': beta }),
  ),
  ...[128, 2048].flatMap((K) => [
    row(`carp-k${K}`, `CARP, K ${K}`, 'carp+joint', OURS, { K }),
    row(`carp-dec-k${K}`, `CARP + Dec., K ${K}`, 'carp+decoupled', OURS, { K }),
  ]),
  ...[10, 100].flatMap((ratio) => [
    row(`carp-tail${ratio}`, `CARP, matched head, long tail ${ratio}`, 'carp+joint', OURS, {
      ...MATCHED,
      'mnist.imbalance': ratio,
    }),
    row(`carp-dec-tail${ratio}`, `CARP + Dec., long tail ${ratio}`, 'carp+decoupled', OURS, {
      'mnist.imbalance': ratio,
    }),
  ]),
  ...MAP,
];

/** Decoupled rows beside joint ones, as published and with the same head. They are compared first, with more seeds. */
export const HEADLINES: readonly (readonly [decoupled: string, joint: string])[] = [
  ['carp-dec', 'carp'],
  ['dino-dec', 'dino'],
  ['swav-dec', 'swav'],
  ...MATCHES,
];

/** Rows with KoLeo-Proto beside joint ones. */
export const COUPLED: typeof HEADLINES = [
  ['dino-kp', 'dino'],
  ['carp-kp', 'carp'],
];

/** A knob that rows turn, on a log axis with the knob's own values as ticks. */
interface Sweep {
  readonly knob: string;
  readonly axis: string;
  /** The place of a value on the axis, if it is not the value itself. */
  readonly place?: (value: number) => number;
}

/** Rows that are shown together. */
export interface RowGroup {
  /** Its name for --only. */
  readonly id: string;
  readonly title: string;
  /** Ids of rows. Those that the table leaves out are passed over. */
  readonly rows: readonly string[];
  /** A larger group with the same rows. If that one is shown, this one is not. */
  readonly within?: string;
  /** The knob that these rows turn. */
  readonly sweep?: Sweep;
  /** True: the rows are the cells of the map of turns and gain. */
  readonly map?: true;
}

export const GROUPS: readonly RowGroup[] = [
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
    title: 'DINO at its student’s temperature here, 0.14, and in its paper, 0.1',
    rows: ['dino', 'dino-paper-temp', 'dino-dec', 'dino-dec-paper-temp'],
  },
  {
    id: 'unique-and-used',
    title: 'Unique and in use: decoupled prototypes beside joint ones with the same head',
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
  {
    id: 'turns-gain',
    title: 'Turns of DINO’s teacher, and gain',
    rows: MAP.map(({ id }) => id),
    map: true,
  },
];
