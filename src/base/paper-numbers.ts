import { nameAt } from './measure-row.ts';

/** The source of a number in Arteaga et al. 2026: the text, a curve of Figure 3a, or a label of Figure 3b
 *  (ImageNet-1k). */
export type PaperPlace = 'text' | 'figure 3a' | 'figure 3b';

/** One number of the paper. */
export interface PaperNumber {
  /** The measure by its name in files, such as "unique@0.025" or "knn". */
  readonly metric: string;
  /** A share in 0..1. */
  readonly value: number;
  readonly place: PaperPlace;
}

/** A system of the paper, with those of its numbers that can be measured here. */
export interface PaperSystem {
  readonly label: string;
  /** The parts that reproduce it, by their ids in the catalogue. */
  readonly method: string;
  readonly prototypes: string;
  /** The number of prototypes in the paper's own run, if the paper says so. */
  readonly K?: number;
  readonly numbers: readonly PaperNumber[];
}

/** Unique shares by ε. */
function unique(values: Readonly<Record<number, number>>, place: PaperPlace): PaperNumber[] {
  return Object.entries(values).map(([epsilon, value]) => ({
    metric: nameAt('unique', Number(epsilon)),
    value,
    place,
  }));
}

const knn = (value: number): PaperNumber => ({ metric: 'knn', value, place: 'figure 3b' });

const ALL = { 0.025: 1, 0.1: 1, 0.25: 1, 0.5: 1 };

/** The paper's numbers for each system of this playground, by the id of the row that reproduces it
 *  (src/reproduce/systems.ts). */
export const PAPER_SYSTEMS = {
  dino: {
    label: 'DINO',
    method: 'dino',
    prototypes: 'joint',
    K: 60_000,
    numbers: [...unique({ 0.025: 0.015 }, 'text'), ...unique({ 0.1: 0.01, 0.5: 0 }, 'figure 3a')],
  },
  'dino-dec': {
    label: 'DINO + Dec.',
    method: 'dino',
    prototypes: 'decoupled',
    numbers: unique(ALL, 'figure 3a'),
  },
  carp: {
    label: 'CARP',
    method: 'carp',
    prototypes: 'joint',
    K: 65_536,
    numbers: [
      ...unique({ 0.025: 0.108 }, 'text'),
      ...unique({ 0.05: 0.025, 0.1: 0.005, 0.25: 0, 0.5: 0 }, 'figure 3a'),
      knn(0.677),
    ],
  },
  'carp-dec': {
    label: 'CARP + Dec.',
    method: 'carp',
    prototypes: 'decoupled',
    numbers: [...unique(ALL, 'figure 3a'), knn(0.695)],
  },
  dinov2: {
    label: 'DINOv2',
    method: 'dinov2',
    prototypes: 'joint',
    numbers: unique({ 0.025: 0.43, 0.1: 0.185, 0.25: 0, 0.5: 0 }, 'figure 3a'),
  },
  capi: {
    label: 'CAPI',
    method: 'capi',
    prototypes: 'clustering',
    numbers: unique({ 0.025: 1, 0.1: 0.98, 0.25: 0.84, 0.5: 0.385 }, 'figure 3a'),
  },
} satisfies Readonly<Record<string, PaperSystem>>;

export type PaperId = keyof typeof PAPER_SYSTEMS;
