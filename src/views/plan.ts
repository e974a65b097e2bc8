import { TroubleError } from '../base/errors.ts';
import type { Images } from '../base/images.ts';
import type { Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import { cropKnobs, drawCrop, sampleBox } from './crop.ts';
import { drawFlip, flipKnobs } from './flip.ts';
import { applyJitter, drawJitter, jitterKnobs } from './jitter.ts';
import { addNoise, drawNoise, noiseKnobs } from './noise.ts';
import { plain } from './plain.ts';

const knobs = { ...cropKnobs, ...flipKnobs, ...jitterKnobs, ...noiseKnobs };
export type ViewValues = Values<typeof knobs>;

/** Views of each image in a batch. */
const CROPS = 2;

export interface ViewPlan {
  /**
   * The next `size` training images, two views of each: [2 * size, H, W, C], crop-major (all first views,
   * then all second views), in 0..1 but for jitter and noise. The buffer is reused by the next call.
   */
  batch(size: number): Float32Array;
}

/**
 * Batches and their views, the same for the same seed whatever else a lane does. Images come in the order
 * of a new permutation every epoch (`random.fork('batches')`); a batch may reach over the end of one. Each
 * augmentation draws from a stream of its own below `random.fork('views')`, so that turning one off leaves
 * the others as they were. Throws a `data` TroubleError when there are no images.
 */
function plan(values: ViewValues, random: Random, images: Images): ViewPlan {
  if (images.count < 1)
    throw new TroubleError({
      kind: 'data',
      came: 'a dataset without training images',
      wanted: 'at least one image',
      todo: 'Choose more images.',
    });
  const order = epochs(random.fork('batches'), images.count);
  const draw = parameters(values, random.fork('views'), images);
  const imageSize = images.height * images.width * images.channels;
  let views = new Float32Array(0);
  return {
    batch(size) {
      if (views.length !== CROPS * size * imageSize) views = new Float32Array(CROPS * size * imageSize);
      const chosen = Int32Array.from({ length: size }, order);
      const drawn = draw(CROPS * size);
      render(images, chosen, drawn, values.noise, views);
      return views;
    },
  };
}

/** What is drawn for each view, apart from the pixels: all that a renderer needs. */
interface Parameters {
  /** [views, 4]: y1, x1, y2, x2. */
  readonly boxes: Float32Array;
  /** [views, 2]: brightness, contrast. */
  readonly factors: Float32Array;
  readonly seeds: Uint32Array;
}

function parameters(values: ViewValues, random: Random, images: Images): (count: number) => Parameters {
  const crops = random.fork('crop');
  const flips = random.fork('flip');
  const jitters = random.fork('jitter');
  const noises = random.fork('noise');
  return (count) => {
    const drawn = {
      boxes: new Float32Array(4 * count),
      factors: new Float32Array(2 * count),
      seeds: new Uint32Array(count),
    };
    for (let v = 0; v < count; v++) {
      drawCrop(values, crops, images.height, images.width, drawn.boxes, 4 * v);
      drawFlip(values, flips, drawn.boxes, 4 * v);
      drawJitter(values, jitters, drawn.factors, 2 * v);
      drawNoise(noises, drawn.seeds, v);
    }
    return drawn;
  };
}

function render(
  images: Images,
  chosen: Int32Array,
  drawn: Parameters,
  noise: number,
  views: Float32Array,
): void {
  const { height, width, channels, pixels } = images;
  const size = height * width * channels;
  for (let v = 0; v < drawn.seeds.length; v++) {
    const from = chosen[v % chosen.length] * size;
    const at = v * size;
    sampleBox(pixels, from, height, width, channels, drawn.boxes, 4 * v, views, at);
    applyJitter(views, at, size, drawn.factors, 2 * v);
    addNoise(views, at, size, noise, drawn.seeds[v]);
  }
}

/** Indices 0..count-1 without end, a new permutation each epoch. */
function epochs(random: Random, count: number): () => number {
  let order = random.permutation(count);
  let at = 0;
  return () => {
    if (at === count) {
      order = random.permutation(count);
      at = 0;
    }
    return order[at++];
  };
}

export const views = { knobs, plan, plain };
