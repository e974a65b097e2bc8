import { TroubleError } from '../base/errors.ts';
import type { Images } from '../base/images.ts';
import type { Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import { DRAW, type ViewDraws } from '../math/augment.ts';
import { blurKnobs, drawBlur } from './blur.ts';
import { cropKnobs, drawCrop } from './crop.ts';
import { drawFlip, flipKnobs } from './flip.ts';
import { drawJitter, jitterKnobs } from './jitter.ts';
import { drawNoise, noiseKnobs } from './noise.ts';
import { plain } from './plain.ts';

const knobs = { ...cropKnobs, ...flipKnobs, ...jitterKnobs, ...blurKnobs, ...noiseKnobs };
export type ViewValues = Values<typeof knobs>;

/** Views of each image in a batch. */
const CROPS = 2;

export interface ViewPlan {
  /** The next `size` training images, two views of each, crop-major: all first views, then all second views. */
  next(size: number): ViewDraws;
}

/**
 * Batches and their views, the same for the same seed whatever else a lane does. Images come in the order
 * of a new permutation every epoch (`random.fork('batches')`); a batch may reach over the end of one. Each
 * augmentation draws from a stream of its own below `random.fork('views')`, so that turning one off leaves
 * the others as they were. Throws a `data` TroubleError when there are no images.
 */
function plan(values: ViewValues, random: Random, { count, height, width }: Images): ViewPlan {
  if (count < 1)
    throw new TroubleError({
      kind: 'data',
      came: 'a dataset without training images',
      wanted: 'at least one image',
      todo: 'Choose more images.',
    });
  const order = epochs(random.fork('batches'), count);
  const source = random.fork('views');
  const [crops, flips, jitters] = [source.fork('crop'), source.fork('flip'), source.fork('jitter')];
  const [blurs, noises] = [source.fork('blur'), source.fork('noise')];
  return {
    next(size) {
      const chosen = Int32Array.from({ length: size }, order);
      const places = new Int32Array(2 * CROPS * size);
      const draws = new Float32Array(DRAW.size * CROPS * size);
      for (let v = 0; v < CROPS * size; v++) {
        const at = DRAW.size * v;
        places[2 * v] = chosen[v % size];
        drawCrop(values, crops, height, width, draws, at + DRAW.box);
        drawFlip(values, flips, draws, at + DRAW.box);
        drawJitter(values, jitters, draws, at + DRAW.brightness);
        drawBlur(values, blurs, draws, at + DRAW.blur);
        drawNoise(noises, places, 2 * v + 1);
      }
      return { places, draws };
    },
  };
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
