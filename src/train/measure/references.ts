import type { RunConfig } from '../../base/config.ts';
import type { Images, Split } from '../../base/images.ts';
import type { BackendInfo } from '../../base/messages.ts';
import { views } from '../../views/plan.ts';
import { initialWeightsOf } from '../lane/blueprint.ts';
import type { Lane } from '../lane/lane.ts';
import { pick, runValues, valuesOf } from '../lane/menu.ts';
import type { State } from '../lane/state.ts';
import { calibrate, calibrates } from './calibration.ts';
import { knnFeatures, knnRawPixels, type Rest } from './evaluate.ts';
import type { SharedNumber } from './shared-number.ts';

/** Accuracies in 0..1 that a lane's k-NN accuracy is compared with. */
export interface References {
  /** The untrained encoder as it starts, with batch-norm statistics of 0 and 1. */
  readonly knnRandomInit: number;
  /** The untrained encoder with batch-norm statistics of training batches. */
  readonly knnUntrained: number;
  readonly knnRawPixels: number;
}

/** A lane before its first step, and the images that it is measured by. */
export interface Untrained {
  readonly lane: Lane;
  readonly state: State;
  readonly config: RunConfig;
  readonly device: BackendInfo;
  /** All images that the lane trains on. */
  readonly training: Images;
  readonly measured: Split;
}

/** Measures the references. `shared` lets lanes side by side measure each number once. */
export async function measureReferences(
  untrained: Untrained,
  shared: (wanted: readonly SharedNumber[]) => Promise<number[]>,
  rest: Rest,
): Promise<References> {
  const { lane, state, config, device, measured } = untrained;
  const { seed, batch, eval_images } = runValues(config);
  const { dataset, encoder } = pick(config);
  const images = [device.name, dataset.id, valuesOf(config, dataset.knobs, dataset.id), eval_images];
  const start = [
    encoder.id,
    valuesOf(config, encoder.knobs, encoder.id),
    // a method of patches reads the mean of an image's patches, where others read [CLS]
    lane.branches[0].rows,
    initialWeightsOf(config),
    seed,
  ];
  const batches = [batch, valuesOf(config, views.knobs, 'views')];
  const wanted: SharedNumber[] = [
    {
      key: `k-NN untrained ${JSON.stringify([...images, ...start])}`,
      measure: () => knnFeatures(lane, state, measured, rest),
    },
    { key: `k-NN pixels ${JSON.stringify(images)}`, measure: () => knnRawPixels(measured, rest) },
  ];
  if (calibrates(lane, config))
    wanted.push({
      key: `k-NN calibrated ${JSON.stringify([...images, ...start, ...batches])}`,
      measure: () => knnCalibrated(untrained, rest),
    });
  const [asItStarts, pixels, calibrated = asItStarts] = await shared(wanted);
  return { knnRandomInit: asItStarts, knnUntrained: calibrated, knnRawPixels: pixels };
}

async function knnCalibrated(untrained: Untrained, rest: Rest): Promise<number> {
  const { lane, state, config, training, measured } = untrained;
  const calibration = await calibrate(lane, state, training, config, rest);
  const accuracy = await knnFeatures(lane, state, measured, rest, undefined, calibration.weights);
  calibration.dispose();
  return accuracy;
}
