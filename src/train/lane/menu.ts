import { type Catalogue, type PartInfo, SHELVES, type Shelf } from '../../base/catalogue.ts';
import { complete, type RunConfig } from '../../base/config.ts';
import { TroubleError } from '../../base/errors.ts';
import type { KnobSet, Values } from '../../base/knobs.ts';
import { citedAs, PAPERS } from '../../base/papers.ts';
import { mnist } from '../../data/mnist.ts';
import { conv } from '../../encoders/conv.ts';
import type { Encoder } from '../../encoders/encoder.ts';
import { headKnobs } from '../../encoders/head.ts';
import { mlp } from '../../encoders/mlp.ts';
import { vit } from '../../encoders/vit.ts';
import { capi } from '../../methods/capi.ts';
import { carp } from '../../methods/carp.ts';
import { dino } from '../../methods/dino.ts';
import { dinov2 } from '../../methods/dinov2.ts';
import { ibot } from '../../methods/ibot.ts';
import type { Method } from '../../methods/method.ts';
import { swav } from '../../methods/swav.ts';
import { adamw } from '../../optimizers/adamw.ts';
import { lars } from '../../optimizers/lars.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { sgd } from '../../optimizers/sgd.ts';
import { clustering } from '../../prototypes/clustering.ts';
import type { PrototypeEstimator } from '../../prototypes/estimator.ts';
import { fixed } from '../../prototypes/fixed.ts';
import { joint } from '../../prototypes/joint.ts';
import { mixture } from '../../prototypes/mixture.ts';
import { spherical } from '../../prototypes/spherical.ts';
import { views } from '../../views/plan.ts';
import { type RunValues, runKnobs } from './run-knobs.ts';

// Every part. A new one is a file and one word here. The first of a shelf is the default.
const methods: readonly Method[] = [carp, swav, dino, ibot, dinov2, capi];
const estimators: readonly PrototypeEstimator[] = [joint, mixture, fixed, spherical, clustering];
const datasets = [mnist] as const;
const encoders: readonly Encoder[] = [conv, mlp, vit];
const optimizers: readonly Optimizer[] = [adamw, sgd, lars];

/** Pairs that a paper ran. Others are allowed and labelled "not from a paper". */
const pairs: Readonly<Record<string, string>> = {
  'carp+joint': citedAs(PAPERS.carp),
  'swav+joint': citedAs(PAPERS.swav),
  'dino+joint': citedAs(PAPERS.dino),
  'carp+decoupled': citedAs(PAPERS.arteaga),
  'dino+decoupled': citedAs(PAPERS.arteaga),
  'ibot+joint': citedAs(PAPERS.ibot),
  'dinov2+joint': citedAs(PAPERS.dinov2),
  'capi+clustering': citedAs(PAPERS.capi),
};

const withPrefix = (prefix: string, knobs: KnobSet): KnobSet =>
  Object.fromEntries(Object.entries(knobs).map(([key, knob]) => [`${prefix}.${key}`, knob]));

const info = ({
  id,
  title,
  summary,
  papers,
  equations,
  departures,
  needs,
  gives,
  knobs,
  relations,
}: PartInfo): PartInfo => ({
  id,
  title,
  summary,
  papers,
  ...(equations ? { equations } : {}),
  ...(departures ? { departures } : {}),
  ...(needs ? { needs } : {}),
  ...(gives ? { gives } : {}),
  ...(relations ? { relations } : {}),
  knobs,
});

const moverOf = ({ learned, observe }: PrototypeEstimator): NonNullable<PartInfo['movedBy']> =>
  learned ? 'loss' : observe ? 'embeddings' : 'nothing';

/** All parts and knobs as plain data. */
export const catalogue: Catalogue = {
  run: { ...runKnobs, ...withPrefix('views', views.knobs), ...withPrefix('head', headKnobs) },
  shelves: {
    method: methods.map((method) => ({ ...info(method), teacher: method.teacher })),
    prototypes: estimators.map((estimator) => ({ ...info(estimator), movedBy: moverOf(estimator) })),
    dataset: datasets.map(info),
    encoder: encoders.map((encoder) => ({ ...info(encoder), learningRate: encoder.learningRate })),
    optimizer: optimizers.map(info),
  },
  pairs,
};

/** The parts a config picks. */
export interface Picked {
  readonly method: Method;
  readonly estimator: PrototypeEstimator;
  readonly dataset: (typeof datasets)[number];
  readonly encoder: Encoder;
  readonly optimizer: Optimizer;
}

/** Finds the parts that a config names. */
export function pick(config: RunConfig): Picked {
  const find = <P extends { readonly id: string }>(shelf: Shelf, parts: readonly P[]): P => {
    const part = parts.find(({ id }) => id === config[shelf]);
    if (!part) throw new Error(`no ${shelf} ${config[shelf]} on the menu of ${SHELVES.join(', ')}`);
    return part;
  };
  return {
    method: find('method', methods),
    estimator: find('prototypes', estimators),
    dataset: find('dataset', datasets),
    encoder: find('encoder', encoders),
    optimizer: find('optimizer', optimizers),
  };
}

/** A checked config's values of one set of knobs, such as `valuesOf(config, knobs, 'carp')`. */
export function valuesOf<S extends KnobSet>(config: RunConfig, knobs: S, prefix?: string): Values<S> {
  return Object.fromEntries(
    Object.keys(knobs).map((key) => [key, config[prefix ? `${prefix}.${key}` : key]]),
  ) as Values<S>;
}

/** A checked config's values of the knobs that every run has. */
export const runValues = (config: RunConfig): RunValues => valuesOf(config, runKnobs);

/** Completes `given` by the defaults. Throws a `config` TroubleError on what the catalogue or the picked method does
 *  not allow. */
export function checked(given: Readonly<Record<string, unknown>>): RunConfig {
  const config = complete(given, catalogue);
  const { method, encoder } = pick(config);
  if (method.needs && encoder.gives !== method.needs)
    throw new TroubleError({
      kind: 'config',
      failed: `${method.title} does not run with the ${encoder.title} encoder`,
      why: `It needs ${method.needs}, which these encoders have: ${titles(encoders.filter(({ gives }) => gives === method.needs))}.`,
      todo: 'Change the encoder or the method.',
      knob: 'encoder',
    });
  refuseLocalViews(config);
  return config;
}

/** Throws a `config` TroubleError on local views that the method cannot use or the encoder cannot see. */
function refuseLocalViews(config: RunConfig): void {
  const { method, encoder } = pick(config);
  const { local_crops, local_size, local_least, local_most } = valuesOf(config, views.knobs, 'views');
  if (local_crops === 0) return;
  const refused = (failed: string, why: string, todo: string, knob: string) =>
    new TroubleError({ kind: 'config', failed, why, todo, knob });
  if (!method.multiCrop)
    throw refused(
      `${method.title} does not take local crops`,
      `It compares ${method.rows === 'patches' ? 'no views' : 'two views'}. These methods take more: ${titles(methods.filter(({ multiCrop }) => multiCrop))}.`,
      'Set views.local_crops to 0 or change the method.',
      'views.local_crops',
    );
  if (!encoder.refusesSide)
    throw refused(
      `The ${encoder.title} encoder does not take local crops`,
      `It takes images of one size. These encoders take small ones too: ${titles(encoders.filter((other) => other.refusesSide))}.`,
      'Set views.local_crops to 0 or change the encoder.',
      'views.local_crops',
    );
  const refusal = encoder.refusesSide(local_size, valuesOf(config, encoder.knobs, encoder.id));
  if (refusal)
    throw refused(
      `views.local_size = ${local_size} does not fit the ${encoder.title} encoder`,
      refusal,
      'Change views.local_size.',
      'views.local_size',
    );
  if (local_least > local_most)
    throw refused(
      `views.local_least = ${local_least} is above views.local_most = ${local_most}`,
      'The smallest share cannot be above the largest.',
      'Lower views.local_least.',
      'views.local_least',
    );
}

const titles = (parts: readonly PartInfo[]) => parts.map(({ title }) => title).join(', ');
