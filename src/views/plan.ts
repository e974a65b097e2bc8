import { TroubleError } from '../base/errors.ts';
import type { Images } from '../base/images.ts';
import type { Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import { DRAW, type ViewDraws } from '../math/augment/augment.ts';
import { blurKnobs, drawBlur } from './blur.ts';
import { cropKnobs, drawCrop } from './crop.ts';
import { drawFlip, flipKnobs } from './flip.ts';
import { drawJitter, jitterKnobs } from './jitter.ts';
import { localKnobs } from './local.ts';
import { drawNoise, noiseKnobs } from './noise.ts';
import { plain } from './plain.ts';

const knobs = { ...cropKnobs, ...flipKnobs, ...jitterKnobs, ...blurKnobs, ...noiseKnobs, ...localKnobs };
export type ViewValues = Values<typeof knobs>;

/** Global views of each image. */
const GLOBALS = 2;

/** Draws for the views of a batch, crop-major: all first views, then all second views, and so on. */
interface BatchDraws {
  /** Two for each image. */
  readonly globals: ViewDraws;
  /** As many for each image as `local_crops` says; undefined if that is 0. */
  readonly locals?: ViewDraws;
}

export interface ViewPlan {
  /** Draws the views of the next `size` training images. */
  next(size: number): BatchDraws;
}

/**
 * Plans batches and their views, which depend on the seed alone. Images come in a new permutation every epoch, and a
 * batch may reach over its end. Each augmentation draws from a stream of its own, so that turning one off leaves the
 * others as they were. Throws a `data` TroubleError if there are no images.
 */
function plan(values: ViewValues, random: Random, { count, height, width }: Images): ViewPlan {
  if (count < 1)
    throw new TroubleError({
      kind: 'data',
      failed: 'The dataset has no training images',
      todo: 'Choose more images.',
    });
  const order = epochs(random.fork('batches'), count);
  const { crop, local_crops, local_least, local_most } = values;
  const globals = drawing(values, random.fork('views'), { least: crop, most: 1 }, { height, width });
  const area = { least: local_least, most: local_most };
  const locals = drawing(values, random.fork('local views'), area, { height, width });
  return {
    next(size) {
      const chosen = Int32Array.from({ length: size }, order);
      return {
        globals: globals(chosen, GLOBALS),
        ...(local_crops > 0 ? { locals: locals(chosen, local_crops) } : {}),
      };
    },
  };
}

/** A function that draws `crops` views of each chosen image, each of a share of its area. */
function drawing(
  values: ViewValues,
  source: Random,
  area: { readonly least: number; readonly most: number },
  { height, width }: Pick<Images, 'height' | 'width'>,
): (chosen: Int32Array, crops: number) => ViewDraws {
  const [boxes, flips, jitters] = [source.fork('crop'), source.fork('flip'), source.fork('jitter')];
  const [blurs, noises] = [source.fork('blur'), source.fork('noise')];
  return (chosen, crops) => {
    const count = crops * chosen.length;
    const places = new Int32Array(2 * count);
    const draws = new Float32Array(DRAW.size * count);
    for (let v = 0; v < count; v++) {
      const at = DRAW.size * v;
      places[2 * v] = chosen[v % chosen.length];
      drawCrop(area, boxes, height, width, draws, at + DRAW.box);
      drawFlip(values, flips, draws, at + DRAW.box);
      drawJitter(values, jitters, draws, at + DRAW.brightness);
      drawBlur(values, blurs, draws, at + DRAW.blur);
      drawNoise(noises, places, 2 * v + 1);
    }
    return { places, draws };
  };
}

/** A function that returns indices 0..count-1 without end, in a new permutation each epoch. */
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
