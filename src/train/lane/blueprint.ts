import type { RunConfig } from '../../base/config.ts';
import type { KnobValue } from '../../base/knobs.ts';
import type { ImageShape } from '../../encoders/encoder.ts';
import { headKnobs, headNorms, headWeights } from '../../encoders/head.ts';
import { type PredictorShape, predictorWeights } from '../../encoders/predictor.ts';
import type { OutputNorm } from '../../math/layers/network.ts';
import type { InitialWeights, WeightSpec } from '../../math/update/initial-weights.ts';
import { type Layout, layoutOf } from '../../math/update/pack.ts';
import type { Method } from '../../methods/method.ts';
import type { PrototypeEstimator } from '../../prototypes/estimator.ts';
import { type Branch, PROTOTYPES } from './lane.ts';
import { type Picked, pick, runValues, valuesOf } from './menu.ts';
import { runningMean, runningVariance } from './network.ts';

/** A lane as it will be, before it has any weights. */
export interface Blueprint extends Picked {
  readonly specs: readonly WeightSpec[];
  /** Channels of each batch norm by its address. */
  readonly norms: Readonly<Record<string, number>>;
  readonly layout: Layout;
  /** Stands between each head and its prototypes. */
  readonly outputNorm: OutputNorm;
  /** True: embeddings have unit length. */
  readonly unit: boolean;
  readonly branches: readonly [Branch, ...Branch[]];
  /** For a student that predicts patches which it does not see. */
  readonly predictor?: PredictorShape;
}

/** Plans a lane for images of a shape. Throws a `config` TroubleError if the encoder refuses the shape. */
export function blueprintOf(config: RunConfig, shape: ImageShape): Blueprint {
  const picked = pick(config);
  const { method, estimator, encoder } = picked;
  const { K, D } = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const outputNorm = headValues.output_norm === 'auto' ? estimator.outputNorm : headValues.output_norm;
  const asked = headValues.embedding === 'auto' ? estimator.embedding : headValues.embedding;
  const unit = (asked === 'method' ? method.embedding : asked) === 'unit';
  const methodValues = valuesOf(config, method.knobs, method.id);
  const branches = branchesOf(method, estimator, methodValues);
  const heads = [...new Set(branches.map(({ head }) => head))];
  const blocks = method.predictorBlocks?.(methodValues);
  const predictor = blocks ? encoder.predictor?.(shape, encoderValues, blocks) : undefined;
  const specs: WeightSpec[] = [
    ...encoder.weights(shape, encoderValues),
    ...(predictor ? predictorWeights(predictor) : []),
    ...heads.flatMap((at) => headWeights(at, encoder.featureSize(encoderValues), D, headValues)),
    ...branches.flatMap(({ classifier }) =>
      classifier ? [{ address: classifier, shape: [K, D], init: 'random' as const, decay: false }] : [],
    ),
  ];
  const norms: Record<string, number> = { ...encoder.norms(encoderValues) };
  for (const at of heads) Object.assign(norms, headNorms(at, D, headValues, outputNorm));
  const learned = estimator.learned ? banksOf(branches) : [];
  const layout = layoutOf([
    ...specs.map(({ address, shape }) => ({ address, shape, kind: 'weight' as const })),
    ...Object.entries(norms).flatMap(([address, channels]) =>
      [runningMean(address), runningVariance(address)].map((at) => ({
        address: at,
        shape: [channels],
        kind: 'running' as const,
      })),
    ),
    // behind all others, where step/partial-update.ts cuts the pack
    ...learned.map((address) => ({ address, shape: [K, D], kind: 'weight' as const })),
  ]);
  return { ...picked, specs, norms, layout, outputNorm, unit, branches, ...(predictor ? { predictor } : {}) };
}

function branchesOf(
  method: Method,
  estimator: PrototypeEstimator,
  values: Readonly<Record<string, KnobValue>>,
): readonly [Branch, ...Branch[]] {
  const main: Branch = {
    rows: method.rows ?? 'views',
    head: 'head',
    bank: PROTOTYPES,
    ...(method.classifies && !estimator.learned ? { classifier: 'head/classifier' } : {}),
  };
  if (!method.patches) return [main];
  if (method.patches.shared(values)) return [main, { ...main, rows: 'patches' }];
  return [main, { rows: 'patches', head: 'patch_head', bank: 'patch_head/prototypes' }];
}

/** Addresses of the banks of prototypes, each once. */
export const banksOf = (branches: readonly Branch[]): string[] => [
  ...new Set(branches.map(({ bank }) => bank)),
];

/** The distribution that a config's matrices start from. */
export function initialWeightsOf(config: RunConfig): InitialWeights {
  const { initial_weights: asked } = runValues(config);
  return asked === 'auto' ? pick(config).method.initialWeights : asked;
}
