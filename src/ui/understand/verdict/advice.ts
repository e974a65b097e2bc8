import type { Catalogue } from '../../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../../base/config.ts';
import { accepts, type KnobValue } from '../../../base/knobs.ts';
import { KOLEO, WHITENED } from '../../../base/recipes.ts';
import { firstMomentum, prototypeSpeed, timeSettings } from '../../../base/time-compression.ts';
import { followedNumbers, type Settings } from '../../state/experiment.ts';
import { CITED, type Citation } from '../../words/citations.ts';
import { numeral } from '../../words/numerals.ts';
import { DECOUPLED, SPREAD_OUT } from '../../words/remedy-words.ts';
import type { Finding } from './verdict.ts';

/** A setting that usually helps, with its source. */
export interface Advice {
  /** The change in a few words: "decoupled prototypes", "Teacher temperature, end 0.07 → 0.04". */
  readonly label: string;
  /** Each setting that changes with its old and new value, and when they apply, in one sentence. */
  readonly changes: string;
  readonly values: Settings;
  /** Config key of the control to show. */
  readonly key: string;
  /** The reason, in a sentence or two. */
  readonly because: string;
  readonly source: Citation;
}

interface Remedy {
  readonly values: (config: RunConfig, catalogue: Catalogue) => Settings;
  readonly because: string;
  readonly source: Citation;
  /** The configs that it applies to. All by default. */
  readonly when?: (config: RunConfig) => boolean;
  /** Replaces "knob old → new". */
  readonly label?: string;
}

/** Largest number of suggestions. */
const MOST = 2;

const moved = (by: string) => (config: RunConfig) => config['prototypes'] === by;
const runs =
  (...methods: readonly string[]) =>
  (config: RunConfig) =>
    methods.includes(String(config['method']));
const to =
  (values: Settings): Remedy['values'] =>
  () =>
    values;
/** Config key of a knob of the lane's method. */
const own = (config: RunConfig, knob: string) => `${config['method']}.${knob}`;
const number = (value: KnobValue | undefined) => (typeof value === 'number' ? value : Number.NaN);

const DECOUPLE: Remedy = {
  ...DECOUPLED,
  when: moved('joint'),
  values: to({ prototypes: 'decoupled' }),
};
const SPREAD: Remedy = {
  when: moved('joint'),
  values: to(KOLEO),
  because: SPREAD_OUT.because,
  source: SPREAD_OUT.source,
};
const SPHERICAL: Remedy = {
  label: 'spherical prototypes',
  when: moved('decoupled'),
  values: to({ prototypes: 'spherical' }),
  because: 'Behind a whitened head, unused prototypes restart where the embeddings are.',
  source: CITED.measured,
};
const FORGET: Remedy = {
  when: (config) => moved('decoupled')(config) && number(config['decoupled.eta']) > 0.9,
  values: to({ 'decoupled.eta': 0.9 }),
  because: 'In our CARP runs it raised use from 4.6 to 8.6% and cost 4 points of uniqueness.',
  source: CITED.measured,
};
const ANNEAL: Remedy = {
  when: (config) => moved('decoupled')(config) && number(config['decoupled.beta']) < 0.5,
  values: to({ 'decoupled.beta': 1 }),
  because:
    'Soft responsibilities give every component the same mean. In our CARP runs, β 0.01 left 0.2% unique.',
  source: CITED.measured,
};
const REMEMBER: Remedy = {
  when: (config) => moved('decoupled')(config) && number(config['decoupled.eta']) < 0.95,
  values: to({ 'decoupled.eta': 0.99 }),
  because:
    'Components that forget slowly stay where they are. In our CARP runs it raised uniqueness from 68 to 97%.',
  source: CITED.measured,
};
const MOVE_LESS: Remedy = {
  when: (config) => moved('joint')(config) && prototypeSpeed(timeSettings(config)) > 1,
  values: to({ prototype_lr_multiplier: 1 }),
  because: 'The paper’s rate is the encoder’s. This page compresses time with a higher one.',
  source: CITED.measured,
};
const SOFTEN: Remedy = {
  when: (config) => number(config[own(config, 'teacher_temp')]) < 0.07,
  values: (config) => ({
    [own(config, 'teacher_temp')]: 0.07,
    [own(config, 'warmup_teacher_temp')]: 0.04,
  }),
  because: 'Sharpening alone lets one prototype dominate.',
  source: CITED.dino,
};
const CENTRE: Remedy = {
  when: (config) => number(config[own(config, 'center_momentum')]) > 0.9,
  values: (config) => ({ [own(config, 'center_momentum')]: 0.9 }),
  because: 'A centre that follows faster keeps one prototype from winning everything.',
  source: CITED.dino,
};
const SHARPEN: Remedy = {
  when: (config) => number(config[own(config, 'teacher_temp')]) > 0.04,
  values: (config) => ({
    [own(config, 'teacher_temp')]: 0.04,
    [own(config, 'warmup_teacher_temp')]: 0.04,
  }),
  because: 'Centring alone ends in uniform targets. A lower temperature sharpens them.',
  source: CITED.dino43,
};
const SINKHORN: Remedy = {
  when: (config) => runs('swav')(config) && number(config['swav.epsilon']) > 0.03,
  values: to({ 'swav.epsilon': 0.03 }),
  because: 'A lower ε makes balanced assignments more peaked.',
  source: CITED.swavReadme,
};
const FREEZE: Remedy = {
  when: (config) => moved('joint')(config) && number(config['freeze_prototypes']) < 100,
  values: to({ freeze_prototypes: 100 }),
  because: 'If training stalls, freeze the prototypes for longer.',
  source: CITED.swav62,
};
const FOLLOW: Remedy = {
  when: (config) => firstMomentum(timeSettings(config)) > 0.99,
  values: to({ momentum_teacher: 0.99 }),
  because: 'On small data, a faster teacher got the loss moving.',
  source: CITED.dino246,
};
const HURRY: Remedy = {
  when: (config) => !runs('swav')(config) && firstMomentum(timeSettings(config)) > 0.97,
  values: to({ time_compression: 10, momentum_teacher: 'auto' }),
  because:
    'Targets sharpen as the teacher follows the student, and a slow teacher barely follows in a short run.',
  source: CITED.measured,
};
const WIDEN: Remedy = {
  when: (config) => number(config[own(config, 'student_temp')]) < 0.14,
  values: (config) => ({ [own(config, 'student_temp')]: 0.14 }),
  because: 'Near uniform targets, only the ratio of student to teacher temperature moves them.',
  source: CITED.measured,
};
const WHITEN: Remedy = {
  label: 'a whitened head',
  when: (config) => config['head.output_norm'] !== 'whiten',
  values: to(WHITENED),
  because:
    'Whitening spreads the embeddings. In our SwAV runs it raised embedding diversity from 2.6 to 28%.',
  source: CITED.measured,
};
const SLOWER: Remedy = {
  values: (config, catalogue) => {
    const lr = config['lr'] === 'auto' ? followedNumbers(config, catalogue)['lr'] : number(config['lr']);
    return { lr: Number((lr / 10).toPrecision(2)) };
  },
  because: 'A lower learning rate is the most reliable fix for divergence.',
  source: CITED.dino58,
};
const CLIP: Remedy = {
  when: (config) => number(config['clip_grad']) === 0 || number(config['clip_grad']) > 3,
  values: to({ clip_grad: 3 }),
  because: 'DINO clips gradients at 3.',
  source: CITED.dino,
};
const COMPARE: Remedy = {
  label: 'decoupled prototypes',
  when: moved('fixed'),
  values: to({ prototypes: 'decoupled' }),
  because: 'They learn from the embeddings. Fixed prototypes are their control.',
  source: CITED.arteaga,
};

const REMEDIES: Readonly<Partial<Record<Finding, readonly Remedy[]>>> = {
  'not-finite': [CLIP, SLOWER],
  dead: [MOVE_LESS, SLOWER],
  'one-hot': [SOFTEN, CENTRE],
  'not-started': [HURRY, WIDEN],
  uniform: [SHARPEN, SINKHORN, FOLLOW, FREEZE],
  still: [COMPARE],
  duplicates: [DECOUPLE, ANNEAL, REMEMBER, SPREAD],
  'some-duplicates': [DECOUPLE, ANNEAL, REMEMBER, SPREAD],
  disused: [SPHERICAL, FORGET],
  narrow: [WHITEN],
};

/** At most two settings that usually help with a finding and that this lane does not have yet. */
export function adviceFor(finding: Finding, config: RunConfig, catalogue: Catalogue): Advice[] {
  const knobs = knobsOf(catalogue);
  const fits = (values: Settings) =>
    Object.entries(values).every(([key, value]) => {
      const knob = knobs.get(key);
      return knob !== undefined && accepts(knob, value);
    });
  return (REMEDIES[finding] ?? [])
    .filter(({ when }) => when?.(config) ?? true)
    .map((remedy) => ({ remedy, values: remedy.values(config, catalogue) }))
    .filter(
      ({ values }) => fits(values) && Object.entries(values).some(([key, value]) => config[key] !== value),
    )
    .slice(0, MOST)
    .map(({ remedy: { label, because, source }, values }) => {
      const keys = Object.keys(values).filter((each) => config[each] !== values[each]);
      const changed = keys
        .map((each) => `${knobs.get(each)?.label} ${written(config[each])} → ${written(values[each])}`)
        .join(', ');
      const live = keys.every((each) => knobs.get(each)?.live);
      return {
        label: label ?? changed,
        changes: `Sets ${changed}, which ${live ? 'applies now' : 'needs a restart'}.`,
        values,
        key: keys[0] ?? '',
        because,
        source,
      };
    });
}

const written = (value: KnobValue | undefined): string =>
  typeof value === 'number' ? numeral(value) : String(value);
