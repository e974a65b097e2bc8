import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { random } from '../../base/random.ts';
import type { Encoder, Hiding, ImageShape, TokenFeatures } from '../../encoders/encoder.ts';
import { headKnobs, headOutputs } from '../../encoders/head.ts';
import { predicted } from '../../encoders/predictor.ts';
import { whiteningAt } from '../../math/estimators/whitening.ts';
import type { Network } from '../../math/layers/network.ts';
import { initialise, unitRows } from '../../math/update/initial-weights.ts';
import { blocksOf, packOf } from '../../math/update/pack.ts';
import { banksOf, blueprintOf, initialWeightsOf } from './blueprint.ts';
import { type Lane, PROTOTYPES } from './lane.ts';
import { runValues, valuesOf } from './menu.ts';
import { runningMean, runningVariance } from './network.ts';
import type { Bank, State } from './state.ts';

/** Builds a lane and its untrained state. Lanes with one seed get equal weights wherever their parts agree. */
export function openLane(config: RunConfig, shape: ImageShape): { lane: Lane; state: State } {
  const { specs, norms, layout, outputNorm, branches, predictor, ...picked } = blueprintOf(config, shape);
  const { method, estimator, encoder } = picked;
  const run = runValues(config);
  const encoderValues = valuesOf(config, encoder.knobs, encoder.id);
  const headValues = valuesOf(config, headKnobs, 'head');
  const wanted = headValues.embedding === 'auto' ? estimator.embedding : headValues.embedding;
  const unit = (wanted === 'method' ? method.embedding : wanted) === 'unit';

  const seed = random(run.seed);
  const how = initialWeightsOf(config);
  const banks = banksOf(branches).map((address) => ({
    address,
    rows: unitRows(run.K, run.D, seed.fork(address === PROTOTYPES ? 'prototypes' : address)),
  }));
  const starts = new Map<string, Float32Array>(
    specs.map((spec) => [spec.address, initialise(spec, seed.fork('init'), how)]),
  );
  for (const [address, channels] of Object.entries(norms)) {
    starts.set(runningMean(address), new Float32Array(channels));
    starts.set(runningVariance(address), new Float32Array(channels).fill(1));
  }
  for (const { address, rows } of estimator.learned ? banks : []) starts.set(address, rows);

  const patches = encoder.patchCount?.(shape, encoderValues) ?? 0;
  const images = 2 * run.batch;
  const lane: Lane = {
    ...picked,
    layout,
    unit,
    weightNorm: method.normalisation === 'forward' && estimator.learned,
    branches,
    patches,
    decays: new Set(specs.filter((spec) => spec.decay).map((spec) => spec.address)),
    features: (network, x) => {
      if (branches[0].rows === 'views') return encoder.features(network, x, encoderValues);
      // an image is the mean of its patches
      const all = tokensOf(encoder, network, x, encoderValues).patches;
      return network.average(tf.reshape(all, [x.shape[0], patches, 1, -1]) as tf.Tensor4D);
    },
    forward: (network, x, hidden) => {
      if (branches.every(({ rows }) => rows === 'views'))
        return { views: encoder.features(network, x, encoderValues) };
      const hiding = hidden && { patches: hidden, leftOut: predictor !== undefined };
      const { cls, patches, all } = tokensOf(encoder, network, x, encoderValues, hiding);
      if (!predictor || !hidden) return { views: cls, patches };
      const guessed = predicted(network, patches, all, hidden, predictor);
      return { views: cls, patches: network.eachOwn(patches, guessed) };
    },
    head: (branch, network, features) => headOutputs(branch.head, network, features, outputNorm),
  };
  const state = tf.tidy((): State => {
    const start = ({ address, rows }: (typeof banks)[number]): Bank => {
      const count = branches
        .filter(({ bank }) => bank === address)
        .reduce((sum, branch) => sum + (branch.rows === 'patches' ? images * patches : images), 0);
      const initial = tf.tensor2d(rows, [run.K, run.D]);
      return {
        estimator: estimator.start(initial, valuesOf(config, estimator.knobs, estimator.id), count),
        ...(outputNorm === 'whiten' ? { whitening: whiteningAt(run.D) } : {}),
      };
    };
    return {
      step: 0,
      pack: packOf(layout, ({ address }) => starts.get(address) as Float32Array),
      blocks: blocksOf(layout),
      banks: Object.fromEntries(banks.map((bank) => [bank.address, start(bank)])),
      method: method.start(run.K),
    };
  });
  return { lane, state };
}

function tokensOf(
  encoder: Encoder,
  network: Network,
  images: tf.Tensor4D,
  values: Readonly<Record<string, KnobValue>>,
  hiding?: Hiding,
): TokenFeatures {
  if (!encoder.tokens) throw new Error(`the ${encoder.id} encoder sees no patches`);
  return encoder.tokens(network, images, values, hiding);
}
