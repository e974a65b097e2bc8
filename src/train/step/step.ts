import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import type { Random } from '../../base/random.ts';
import { submit } from '../../math/kernel/kernel.ts';
import { winnersOf } from '../../math/losses/assignment.ts';
import { rowsOf } from '../../math/update/pack.ts';
import type { Context } from '../../methods/method.ts';
import type { Lane } from '../lane/lane.ts';
import { runValues, valuesOf } from '../lane/menu.ts';
import { release, type State, teacherOf, weightsOf } from '../lane/state.ts';
import { observe } from './banks.ts';
import { embedGlobalViews, embedLocalViews } from './embedding.ts';
import { backward } from './gradients.ts';
import { lossOnFeatures, lossOnPatches, lossOnPrototypes, lossOnViews } from './loss.ts';
import type { Observation } from './observation.ts';
import { halfOf } from './partial-update.ts';
import { constantsOf, score, scoreKept } from './scores.ts';
import { settle, update } from './update.ts';

/** Embeddings that a step shows: enough for a cloud behind the prototypes. */
const SHOWN = 256;

/**
 * One training step: the algorithm box of Arteaga et al. 2026 (Figure 2), for every method and estimator. Images are
 * global views [2B, H, W, C] and, in multi-crop, local ones [crops B, h, h, C], crop-major both; `random` is the
 * run's stream. Returns the next state and what the step shows, and frees the old state. One submit.
 */
export function step(
  lane: Lane,
  state: State,
  images: tf.Tensor4D,
  config: RunConfig,
  random: Random,
  localImages?: tf.Tensor4D,
): { state: State; seen: Observation } {
  const { method, estimator } = lane;
  const { steps, update: applied } = runValues(config);
  const methodValues = valuesOf(config, method.knobs, method.id);
  const estimatorValues = valuesOf(config, estimator.knobs, estimator.id);
  const addresses = Object.keys(state.banks);
  const stream = random.fork(`step ${state.step}`);

  const result = tf.tidy((): { state: State; seen: Observation } => {
    const student = weightsOf(lane, state, 'student');
    const teacher = method.teacher === 'ema' ? teacherOf(lane, state) : student;
    const mask = method.mask?.(stream.fork('mask'), images.shape[0], lane.patches, methodValues);
    const context: Context = {
      step: state.step,
      steps,
      random: stream,
      unit: lane.unit,
      ...(mask && { mask }),
    };

    // Embed global views by the teacher and the student, and local ones by the student alone.
    const globals = embedGlobalViews(lane, state, teacher, student, images, mask?.hidden);
    const locals = localImages && embedLocalViews(lane, student, localImages, globals);
    const [views, patches] = globals.embedded;

    // (i) The prototypes learn from the teacher's embeddings, outside the loss.
    const banks = observe(lane, state.banks, globals.embedded, estimatorValues, stream);

    // Score the embeddings against the prototypes.
    const constants = constantsOf(lane, banks);
    const viewScores = score(lane, views, constants);
    const patchScores = patches && score(lane, patches, constants);
    const localScores = locals && score(lane, locals, constants);
    const kept = method.memory?.recall(state.method, methodValues, context);
    const keptScores = kept && scoreKept(lane, kept, constants, teacher);

    // Turn the teacher's scores into targets.
    const targets = method.targets(viewScores.teacher, state.method, methodValues, context, keptScores);
    const patchTargets =
      patchScores && method.patches?.targets(patchScores.teacher, state.method, methodValues, context);

    // (ii) The student's loss compares its scores with the targets.
    const losses = [
      lossOnViews(lane, viewScores, localScores, targets, methodValues, context),
      lossOnPatches(lane, patchScores, patchTargets, methodValues, context),
      lossOnFeatures(lane, globals, methodValues),
    ];
    const spread = lossOnPrototypes(lane, addresses, student, estimatorValues);

    // Its gradient goes back through the student.
    const slopes = losses.flatMap((loss) => loss.slopes);
    const gradients = backward(lane, globals.net, locals?.net, slopes, spread.gradients);

    // The optimiser moves the student, and the teacher follows it.
    const moved = update(lane, state, gradients, config);

    // Prototypes that are weights settle at unit length.
    const pack = settle(lane, moved, addresses);

    // The method keeps what it wants to know at the next step.
    const after = {
      ...method.after(viewScores.teacher, state.method, methodValues),
      ...(patchScores && method.patches?.after(patchScores.teacher, state.method, methodValues)),
    };
    const remembered = method.memory?.remember(views.teacher, after, methodValues) ?? after;

    const next: State = { step: state.step + 1, pack, blocks: state.blocks, banks, method: remembered };
    return {
      state: halfOf(applied, lane, state, next),
      seen: {
        terms: Object.assign({}, ...losses.map(({ terms }) => terms), spread.terms),
        assignment: targets.assignment,
        ...(patchScores && method.patches && { patchWinners: winnersOf(patchScores.teacher) }),
        embeddings: rowsOf(views.teacher, 0, Math.min(SHOWN, views.teacher.shape[0])),
      },
    };
  });
  release(state, result.state);
  submit();
  return result;
}
