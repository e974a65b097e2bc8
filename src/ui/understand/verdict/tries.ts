import type { Catalogue } from '../../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../../base/config.ts';
import { accepts } from '../../../base/knobs.ts';
import { KOLEO, MATCHED } from '../../../base/recipes.ts';
import type { Settings } from '../../state/experiment.ts';
import { MOST_LANES } from '../../state/lane-limits.ts';

/** A next experiment: its button, its purpose and its changes. */
export interface Try {
  /** The new setup in a few words, as an imperative. */
  readonly label: string;
  /** Its purpose, as a sentence without its full stop. */
  readonly because: string;
  /** The configs of all lanes after it, including an added one. */
  readonly configs: readonly RunConfig[];
  /** Names of all controls that it changes, and "lanes" if it adds one. */
  readonly turns: readonly string[];
  /** The control to show, and its lane's number; no number for a control of the experiment. */
  readonly key: string;
  readonly lane?: number;
}

/** Largest number of suggestions. */
const MOST = 4;

/** Makes a suggestion from the lanes' configs, if it has one for them. */
type Idea = (configs: readonly RunConfig[]) => Try | undefined;

const added = (
  label: string,
  because: string,
  values: Settings,
  when: (configs: readonly RunConfig[]) => boolean,
): Idea => {
  const [key] = Object.keys(values);
  return (configs) =>
    configs.length < MOST_LANES && when(configs)
      ? {
          label,
          because,
          configs: [...configs, { ...configs[0], ...values }],
          turns: ['lanes', ...Object.keys(values)],
          key,
          lane: configs.length + 1,
        }
      : undefined;
};

/** Changes the first lane that `which` selects, unless a lane has these values already. */
const turned = (
  label: string,
  because: string,
  values: Settings,
  which: (config: RunConfig) => boolean,
): Idea => {
  const [key] = Object.keys(values);
  return (configs) => {
    const at = configs.findIndex(which);
    if (at < 0 || configs.some((config) => has(config, values))) return undefined;
    const next = configs.map((config, i) => (i === at ? { ...config, ...values } : config));
    return { label, because, configs: next, turns: Object.keys(values), key, lane: at + 1 };
  };
};

const turnedAll = (
  label: string,
  because: string,
  values: Settings,
  when: (configs: readonly RunConfig[]) => boolean,
): Idea => {
  const [key] = Object.keys(values);
  return (configs) =>
    when(configs)
      ? {
          label,
          because,
          configs: configs.map((config) => ({ ...config, ...values })),
          turns: Object.keys(values),
          key,
        }
      : undefined;
};

const has = (config: RunConfig, values: Settings) =>
  Object.entries(values).every(([key, value]) => config[key] === value);
const some = (key: string, value: string) => (configs: readonly RunConfig[]) =>
  configs.some((config) => config[key] === value);
const none = (key: string, value: string) => (configs: readonly RunConfig[]) => !some(key, value)(configs);
const moved = (config: RunConfig, by: string) => config['prototypes'] === by;

/** The most informative first. */
const IDEAS: readonly Idea[] = [
  added(
    'Add decoupled prototypes',
    'same method and seed, but the loss cannot move its prototypes',
    { prototypes: 'decoupled' },
    none('prototypes', 'decoupled'),
  ),
  added(
    'Add fixed prototypes',
    'random ones are 100% unique too, so uniqueness alone proves nothing',
    { prototypes: 'fixed' },
    none('prototypes', 'fixed'),
  ),
  turnedAll(
    'Match the heads',
    'decoupled lanes have BatchNorm. Add it to all, so that only the prototypes differ',
    MATCHED,
    (configs) =>
      some('prototypes', 'joint')(configs) &&
      some('prototypes', 'decoupled')(configs) &&
      !configs.every((config) => has(config, MATCHED)),
  ),
  added(
    'Add SwAV',
    'its joint prototypes collapse most, to about 5% unique',
    { method: 'swav', prototypes: 'joint' },
    none('method', 'swav'),
  ),
  turned(
    'Forget faster, η 0.5',
    'more prototypes get used, fewer stay unique',
    { 'decoupled.eta': 0.5 },
    (config) => moved(config, 'decoupled') && Number(config['decoupled.eta']) > 0.9,
  ),
  added(
    'Add spherical prototypes',
    'ours: behind a whitened head, more prototypes are in use',
    { prototypes: 'spherical' },
    none('prototypes', 'spherical'),
  ),
  turned(
    'Add KoLeo-Proto, weight 0.1',
    'a penalty pushes joint prototypes apart, so more are unique, but no more are in use',
    KOLEO,
    (config) => moved(config, 'joint') && config['joint.koleo_weight'] === 0,
  ),
  turned(
    'Soften the student, temperature 0.14',
    'joint DINO then collapses within 500 steps, unlike at its paper’s 0.1',
    { 'dino.student_temp': 0.14 },
    (config) =>
      moved(config, 'joint') && config['method'] === 'dino' && Number(config['dino.student_temp']) < 0.14,
  ),
  turnedAll(
    'Use 2,048 prototypes',
    'the larger K, the smaller the share that stays unique',
    { K: 2048 },
    (configs) =>
      configs.every(
        (config) => Number(config['K']) < 2048 && 2048 % Number(config['carp.partition_size']) === 0,
      ),
  ),
];

/** At most four next experiments for these lanes. Each changes something, and none changes what `may` forbids. */
export function tries(
  configs: readonly RunConfig[],
  catalogue: Catalogue,
  may: (controls: readonly string[]) => boolean = () => true,
): Try[] {
  if (configs.length === 0) return [];
  const knobs = knobsOf(catalogue);
  const known = (config: RunConfig) =>
    Object.entries(config).every(([key, value]) => {
      const knob = knobs.get(key);
      return knob !== undefined && accepts(knob, value);
    });
  return IDEAS.flatMap((idea) => idea(configs) ?? [])
    .filter((each) => each.configs.every(known) && may(each.turns))
    .slice(0, MOST);
}
