import type { KnobValue } from './knobs.ts';

// Settings by config key that the page's presets share with the rows of the reproduction.

type Recipe = Readonly<Record<string, KnobValue>>;

/** The head of decoupled prototypes, for a control with joint ones that differs in its prototypes alone. */
export const MATCHED: Recipe = { 'head.output_norm': 'batchnorm', 'head.embedding': 'unit' };
/** The head of spherical prototypes, for a control with joint ones. */
export const WHITENED: Recipe = { 'head.output_norm': 'whiten', 'head.embedding': 'unit' };
/** The encoder with patches, which some methods need and which the others then share. */
export const VIT: Recipe = { encoder: 'vit' };
/** A ViT learns more slowly than the convolutions. */
export const VIT_STEPS: Recipe = { steps: 1000 };
/** KoLeo-Proto at its authors' weight (Govindarajan et al. 2024). */
export const KOLEO: Recipe = { 'joint.koleo_weight': 0.1 };
/** Multi-crop. */
export const CROPS: Recipe = { 'views.local_crops': 4 };
/** DINO's own student temperature, at which joint prototypes stay apart for 500 steps. */
export const PAPER_TEMP: Recipe = { 'dino.student_temp': 0.1 };
/** CAPI as it learns on small images: all places share the prototypes, and views differ by their crop alone. */
export const CAPI_SMALL: Recipe = {
  K: 128,
  'capi.balance': 'together',
  'clustering.balance': 'together',
  'views.flip': false,
  'views.noise': 0,
  'views.crop': 0.6,
  'views.brightness': 0,
  'views.contrast': 0,
};
