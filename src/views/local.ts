import { number } from '../base/knobs.ts';

/** Knobs of multi-crop (Caron et al. 2020): small views of parts of the image, beside the two global ones. */
export const localKnobs = {
  local_crops: number({
    label: 'Local crops',
    default: 0,
    min: 0,
    max: 10,
    integer: true,
    hint: 'Multi-crop: small views of each image, in addition to the two global ones. Only the student sees them, and each matches both global views. Each one makes steps slower.',
  }),
  local_size: number({
    label: 'Local crop size',
    default: 14,
    min: 4,
    max: 64,
    integer: true,
    hint: 'Side of a local crop in pixels. Paper: 96 for images of 224, which is 12 for 28. A ViT needs a multiple of its patch size.',
  }),
  local_least: number({
    label: 'Local crop, smallest',
    default: 0.1,
    min: 0.02,
    max: 1,
    hint: 'Smallest area share of a local crop. DINO uses 0.05, on images 8 times as wide.',
  }),
  local_most: number({
    label: 'Local crop, largest',
    default: 0.4,
    min: 0.02,
    max: 1,
    hint: 'Largest area share of a local crop.',
  }),
};
