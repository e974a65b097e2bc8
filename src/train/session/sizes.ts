import { contradictions, type RunConfig } from '../../base/config.ts';
import { TroubleError } from '../../base/errors.ts';
import type { Room } from '../../base/messages.ts';
import { grouped } from '../../base/number-text.ts';
import type { ImageShape } from '../../encoders/encoder.ts';
import { views } from '../../views/plan.ts';
import { blueprintOf } from '../lane/blueprint.ts';
import { catalogue, runValues, valuesOf } from '../lane/menu.ts';
import { CHUNK } from '../measure/evaluate.ts';

/** A tensor of a step: its name and its size. */
interface Sized {
  readonly what: string;
  readonly bytes: number;
}

/** The memory that a lane will need, in bytes. */
export interface Need {
  readonly largest: Sized;
  /** All tensors at the peak of a step. An estimate, within a few tenths of the truth. */
  readonly total: number;
}

/**
 * Estimates a lane's need from the shapes of its float32 tensors:
 * - the pack [4, N] of weights, moments and teacher. A lane holds four packs: this state's, the next one's, the last
 *   good one's and the untrained one's.
 * - scores [G 2B, K] of views, with local ones, and of patches. Targets, assignment and slope make it four times that.
 * - scores of embeddings that a method keeps together with the batch's, about three times.
 * - an evaluation's scores [CHUNK, K].
 * - prototypes [K, D], their gradient and two copies in a census; an estimator's statistics.
 * - KoLeo-Proto's cosines [K, K].
 * - activations of encoders that say they are many.
 */
export function needOf(config: RunConfig, shape: ImageShape): Need {
  const { method, estimator, encoder, layout, branches, predictor } = blueprintOf(config, shape);
  const { K, D, batch } = runValues(config);
  const groups = method.teacher === 'ema' ? 2 : 1;
  const pack = 4 * 4 * layout.length;
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const patches = encoder.patchCount?.(shape, encoderValues) ?? 0;
  const seen = branches.reduce((sum, { rows }) => sum + (rows === 'patches' ? patches : 1), 0);
  const { local_crops, local_size } = valuesOf(config, views.knobs, 'views');
  const scores = 4 * (groups * 2 * seen + local_crops) * batch * K;
  const rows = method.memory?.rows(valuesOf(config, method.knobs, method.id)) ?? 0;
  const kept = rows > 0 ? 4 * (rows + 2 * batch) * K : 0;
  const evaluation = 4 * CHUNK * K;
  const prototypes = 4 * K * D;
  const regularises =
    estimator.learned && Number(config['joint.koleo_weight'] ?? 0) > 0 && estimator.regularise;
  const pairs = regularises ? 4 * K * K : 0;
  const held = encoder.activations?.(shape, encoderValues, predictor?.blocks ?? 0);
  const passing = { largest: 0, all: 0, ...held };
  const tensors: Sized[] = [
    { what: 'the weights with their moments and their teacher', bytes: pack },
    { what: 'the scores of a batch', bytes: scores },
    { what: 'the scores of kept embeddings', bytes: kept },
    { what: 'the scores of an evaluation', bytes: evaluation },
    { what: 'the prototypes', bytes: prototypes },
    { what: 'the regulariser’s cosines', bytes: pairs },
    { what: 'the encoder’s activations', bytes: 4 * passing.largest * Math.max(groups * 2 * batch, CHUNK) },
  ];
  const largest = tensors.reduce((most, next) => (next.bytes > most.bytes ? next : most));
  const states = 4 * (pack + 4 * rows * D + (estimator.learned ? 0 : 2 * prototypes));
  const step = Math.max(4 * scores + 3 * kept, 2 * evaluation) + pack / 4 + 6 * prototypes + 3 * pairs;
  // slopes take as much as the activations of one network
  const local = (2 * local_crops * local_size ** 2) / (shape.height * shape.width);
  const activations = 4 * passing.all * Math.max(((groups + 1) * 2 + local) * batch, CHUNK);
  return { largest, total: states + step + activations };
}

/** Throws a `config` TroubleError if a device has no room for a config's tensors. It names the largest K that fits. */
export function checkRoom(config: RunConfig, shape: ImageShape, room: Room): void {
  const need = needOf(config, shape);
  if (fits(need, room)) return;
  const { K, D, batch } = runValues(config);
  const { largest } = need;
  const single = largest.bytes > room.tensor;
  const most = largestK(config, shape, room);
  throw new TroubleError({
    kind: 'config',
    failed: `K = ${K} with D = ${D} and batch = ${batch} needs too much memory`,
    why: single
      ? `It takes ${mebibytes(largest.bytes)} for ${largest.what}, and this device binds at most ${mebibytes(room.tensor)}.`
      : `It takes about ${mebibytes(need.total)}, and this device has ${mebibytes(room.total ?? 0)}.`,
    todo:
      most === undefined
        ? 'Lower the embedding size D, the batch size or the encoder’s width.'
        : `Set K to ${most} or less, or lower the embedding size D or the batch size.`,
    knob: 'K',
  });
}

function fits({ largest, total }: Need, room: Room): boolean {
  return largest.bytes <= room.tensor && total <= (room.total ?? Number.POSITIVE_INFINITY);
}

/** The largest K below the config's that fits and that the method accepts; undefined if there is none. */
function largestK(config: RunConfig, shape: ImageShape, room: Room): number | undefined {
  const fitting = (K: number) => fits(needOf({ ...config, K }, shape), room);
  let low = 0;
  let high = runValues(config).K;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fitting(middle)) low = middle;
    else high = middle;
  }
  while (low > 0 && contradictions({ ...config, K: low }, catalogue).length > 0) low--;
  return low > 0 ? low : undefined;
}

const mebibytes = (bytes: number) => `${grouped(Math.round(bytes / 2 ** 20))} MiB`;
