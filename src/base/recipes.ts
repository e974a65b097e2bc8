import type { KnobValue } from './knobs.ts';

// Settings by config key that the page's presets share with the rows of the reproduction.

type Recipe = Readonly<Record<string, KnobValue>>;

/** The head of decoupled prototypes, for a control with joint ones that differs in its prototypes alone. */
export const MATCHED: Recipe = { 'head.output_norm': 'batchnorm', 'head.embedding': 'unit' };
/** The head of spherical prototypes, for a control with joint ones. */
export const WHITENED: Recipe = { 'head.output_norm': 'whiten', 'head.embedding': 'unit' };
/** The encoder with patches, which some methods need and which the others then share. */
export const VIT: Recipe = { encoder: 'vit' };
/** KoLeo-Proto at its authors' weight (Govindarajan et al. 2024). */
export const KOLEO: Recipe = { 'joint.koleo_weight': 0.1 };
/** Multi-crop. */
export const CROPS: Recipe = { 'views.local_crops': 4 };
/** Joint DINO collapses within 2,000 steps at this temperature, which a search on validation images found. The
 *  paper's student has 0.1. */
export const SOFT: Recipe = { steps: 2000, 'dino.student_temp': 0.2 };
