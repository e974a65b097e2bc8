import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import { random } from '../../base/random.ts';
import type { Hiding, ImageShape, TokenFeatures } from '../../encoders/encoder.ts';
import { headOutputs } from '../../encoders/head.ts';
import { predicted } from '../../encoders/predictor.ts';
import { whiteningAt } from '../../math/estimators/whitening.ts';
import type { Network } from '../../math/layers/network.ts';
import { initialise, unitRows } from '../../math/update/initial-weights.ts';
import { blocksOf, packOf } from '../../math/update/pack.ts';
import { type Blueprint, banksOf, blueprintOf, initialWeightsOf } from './blueprint.ts';
import { type Branch, type Lane, PROTOTYPES } from './lane.ts';
import { runValues, valuesOf } from './menu.ts';
import { runningMean, runningVariance } from './network.ts';
import type { Bank, State } from './state.ts';

/**
 * Builds a lane for images of a shape, and its untrained state. Lanes with one seed get equal weights wherever their
 * parts agree. Throws a `config` TroubleError if the encoder refuses the shape.
 */
export function openLane(config: RunConfig, shape: ImageShape): { lane: Lane; state: State } {
  const blueprint = blueprintOf(config, shape);
  const lane = laneOf(config, shape, blueprint);
  return { lane, state: tf.tidy(() => untrained(config, lane, blueprint)) };
}

function laneOf(config: RunConfig, shape: ImageShape, blueprint: Blueprint): Lane {
  const { specs, layout, outputNorm, unit, branches, predictor } = blueprint;
  const { method, estimator, dataset, encoder, optimizer } = blueprint;
  const values = valuesOf(config, encoder.knobs, encoder.id);
  const count = encoder.patchCount?.(shape, values) ?? 0;
  const tokens = (network: Network, images: tf.Tensor4D, hiding?: Hiding): TokenFeatures => {
    if (!encoder.tokens) throw new Error(`the ${encoder.id} encoder sees no patches`);
    return encoder.tokens(network, images, values, hiding);
  };
  return {
    method,
    estimator,
    dataset,
    encoder,
    optimizer,
    layout,
    unit,
    weightNorm: method.normalisation === 'forward' && estimator.learned,
    branches,
    patches: count,
    decays: new Set(specs.filter((spec) => spec.decay).map((spec) => spec.address)),
    features: (network, images) => {
      if (branches[0].rows === 'views') return encoder.features(network, images, values);
      // an image is the mean of its patches
      const { patches } = tokens(network, images);
      const plane: tf.Tensor4D = tf.reshape(patches, [images.shape[0], count, 1, patches.shape[1]]);
      return network.average(plane);
    },
    forward: (network, images, hidden) => {
      if (branches.every(({ rows }) => rows === 'views'))
        return { views: encoder.features(network, images, values) };
      const hiding = hidden && { patches: hidden, leftOut: predictor !== undefined };
      const { cls, patches, all } = tokens(network, images, hiding);
      if (!predictor || !hidden) return { views: cls, patches };
      const guessed = predicted(network, patches, all, hidden, predictor);
      return { views: cls, patches: network.eachOwn(patches, guessed) };
    },
    head: (branch, network, features) => headOutputs(branch.head, network, features, outputNorm),
  };
}

/** A lane's first state. Call inside tf.tidy. */
function untrained(config: RunConfig, lane: Lane, { specs, norms, outputNorm }: Blueprint): State {
  const { layout, branches, estimator, method } = lane;
  const { K, D, batch, seed } = runValues(config);
  const source = random(seed);
  const how = initialWeightsOf(config);
  const weights = new Map<string, Float32Array>();
  for (const spec of specs) weights.set(spec.address, initialise(spec, source.fork('init'), how));
  for (const [address, channels] of Object.entries(norms)) {
    weights.set(runningMean(address), new Float32Array(channels));
    weights.set(runningVariance(address), new Float32Array(channels).fill(1));
  }
  const banks: Record<string, Bank> = {};
  const values = valuesOf(config, estimator.knobs, estimator.id);
  for (const address of banksOf(branches)) {
    const prototypes = unitRows(K, D, source.fork(address === PROTOTYPES ? 'prototypes' : address));
    if (estimator.learned) weights.set(address, prototypes);
    const meeting = branches.filter(({ bank }) => bank === address);
    const rows = meeting.reduce((sum, branch) => sum + rowsIn(branch, 2 * batch, lane), 0);
    banks[address] = {
      estimator: estimator.start(tf.tensor2d(prototypes, [K, D]), values, rows),
      ...(outputNorm === 'whiten' ? { whitening: whiteningAt(D) } : {}),
    };
  }
  const start = (address: string) => {
    const found = weights.get(address);
    if (!found) throw new Error(`nothing to start the weight at ${address} from`);
    return found;
  };
  return {
    step: 0,
    pack: packOf(layout, ({ address }) => start(address)),
    blocks: blocksOf(layout),
    banks,
    method: method.start(K),
  };
}

/** Number of rows that `images` images give a branch. */
const rowsIn = ({ rows }: Branch, images: number, { patches }: Lane) =>
  rows === 'patches' ? images * patches : images;
