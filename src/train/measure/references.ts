import type { RunConfig } from '../../base/config.ts';
import type { Split } from '../../base/images.ts';
import type { BackendInfo } from '../../base/messages.ts';
import { initialWeightsOf } from '../lane/blueprint.ts';
import type { Lane } from '../lane/lane.ts';
import { pick, runValues, valuesOf } from '../lane/menu.ts';
import type { State } from '../lane/state.ts';
import { knnFeatures, knnRawPixels } from './evaluate.ts';
import type { SharedNumber } from './shared-number.ts';

/** Accuracies in 0..1 that a lane's k-NN accuracy is compared with. */
export interface References {
  readonly knnRandomInit: number;
  readonly knnRawPixels: number;
}

/** Measures the references on the images of `measured` by a lane's untrained state. `shared` lets lanes side by side
 *  measure each number once. */
export async function measureReferences(
  lane: Lane,
  initial: State,
  measured: Split,
  config: RunConfig,
  { name }: BackendInfo,
  shared: (wanted: readonly SharedNumber[]) => Promise<number[]>,
  rest: () => Promise<void>,
): Promise<References> {
  const { seed, eval_images } = runValues(config);
  const { dataset, encoder } = pick(config);
  const images = [name, dataset.id, valuesOf(config, dataset.knobs, dataset.id), eval_images];
  const start = [encoder.id, valuesOf(config, encoder.knobs, encoder.id), initialWeightsOf(config), seed];
  const [untrained, pixels] = await shared([
    {
      key: `k-NN untrained ${JSON.stringify([...images, ...start])}`,
      measure: () => knnFeatures(lane, initial, measured, rest),
    },
    { key: `k-NN pixels ${JSON.stringify(images)}`, measure: () => knnRawPixels(measured, rest) },
  ]);
  return { knnRandomInit: untrained, knnRawPixels: pixels };
}
