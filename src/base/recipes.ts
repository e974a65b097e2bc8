import type { KnobValue } from './knobs.ts';

// Settings that the page's presets and the rows of the paper's table share, by config key.

type Recipe = Readonly<Record<string, KnobValue>>;

/** The head that decoupled prototypes have, for joint ones too: a control that differs in its prototypes alone. */
export const MATCHED: Recipe = { 'head.output_norm': 'batchnorm', 'head.embedding': 'unit' };
/** The head that spherical prototypes have, for joint ones too. */
export const WHITENED: Recipe = { 'head.output_norm': 'whiten', 'head.embedding': 'unit' };
/** Methods on patches need an encoder that sees them; beside them others have it too. */
export const VIT: Recipe = { encoder: 'vit' };
/** KoLeo-Proto at its authors' weight (Govindarajan et al. 2024). */
export const KOLEO: Recipe = { 'joint.koleo_weight': 0.1 };
/** Multi-crop. */
export const CROPS: Recipe = { 'views.local_crops': 4 };
/** Joint DINO that collapses within 2,000 steps: found by a search on validation images. The paper's student has 0.1. */
export const SOFT: Recipe = { steps: 2000, 'dino.student_temp': 0.2 };
