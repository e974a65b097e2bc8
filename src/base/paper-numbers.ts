/** A number of Arteaga et al. 2026 that a lane of this page can stand beside. */
export interface PaperNumber {
  readonly system: string;
  /** Parts of the lane that runs it here. */
  readonly method: string;
  readonly prototypes: string;
  readonly quantity: 'unique' | 'knn';
  /** A share in 0..1. */
  readonly value: number;
  /** How many prototypes the paper's run has, where it says so. */
  readonly K?: number;
  readonly where: string;
}

const TEXT = 'text';
const CURVE = 'read off Figure 3a';
const BARS = 'Figure 3b, ImageNet-1k';

export const PAPER_NUMBERS: readonly PaperNumber[] = [
  {
    system: 'DINO',
    method: 'dino',
    prototypes: 'joint',
    quantity: 'unique',
    value: 0.015,
    K: 60000,
    where: TEXT,
  },
  {
    system: 'CARP',
    method: 'carp',
    prototypes: 'joint',
    quantity: 'unique',
    value: 0.108,
    K: 65536,
    where: TEXT,
  },
  {
    system: 'CARP + Dec.',
    method: 'carp',
    prototypes: 'decoupled',
    quantity: 'unique',
    value: 1,
    where: CURVE,
  },
  { system: 'CARP', method: 'carp', prototypes: 'joint', quantity: 'knn', value: 0.677, where: BARS },
  {
    system: 'CARP + Dec.',
    method: 'carp',
    prototypes: 'decoupled',
    quantity: 'knn',
    value: 0.695,
    where: BARS,
  },
];
