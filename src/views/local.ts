import { number } from '../base/knobs.ts';

/** Knobs of multi-crop (Caron et al. 2020): small views of parts of the image, beside the two global ones. */
export const localKnobs = {
  local_crops: number({
    label: 'Local crops',
    default: 0,
    min: 0,
    max: 10,
    integer: true,
    hint: 'Multi-crop: small views of each image, beside the two global ones. Only the student sees them, and each matches both global views. Steps take longer with every one.',
  }),
  local_size: number({
    label: 'Local crop size',
    default: 14,
    min: 4,
    max: 64,
    integer: true,
    hint: 'Side of a local crop in pixels; the papers take 96 beside 224, which is 12 beside 28. A ViT needs a multiple of its patches.',
  }),
  local_least: number({
    label: 'Local crop, smallest',
    default: 0.1,
    min: 0.02,
    max: 1,
    hint: 'Each local crop shows at least this share of the image’s area. DINO takes 0.05, of images 8 times as wide.',
  }),
  local_most: number({
    label: 'Local crop, largest',
    default: 0.4,
    min: 0.02,
    max: 1,
    hint: 'Each local crop shows at most this share of the image’s area.',
  }),
};
