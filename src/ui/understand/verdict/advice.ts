import type { Catalogue } from '../../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../../base/config.ts';
import { accepts, type KnobValue } from '../../../base/knobs.ts';
import { KOLEO, WHITENED } from '../../../base/recipes.ts';
import { firstMomentum, prototypeSpeed, timeSettings } from '../../../base/time-compression.ts';
import { followedNumbers, type Settings } from '../../state/experiment.ts';
import { CITED, type Citation } from '../../words/citations.ts';
import { numeral } from '../../words/numerals.ts';
import type { Finding } from './verdict.ts';

/** A setting that usually helps, with its source. */
export interface Advice {
  /** The change in a few words: "decoupled prototypes", "Teacher temperature, end 0.07 → 0.04". */
  readonly label: string;
  readonly values: Settings;
  /** Config key of the control to show. */
  readonly key: string;
  /** The reason, as a sentence without its full stop. */
  readonly because: string;
  readonly source: Citation;
}

interface Remedy {
  readonly values: (config: RunConfig, catalogue: Catalogue) => Settings;
  readonly because: string;
  readonly source: Citation;
  /** The configs that it applies to. All by default. */
  readonly when?: (config: RunConfig) => boolean;
  /** Replaces "knob: old → new". */
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
  label: 'decoupled prototypes',
  when: moved('joint'),
  values: to({ prototypes: 'decoupled' }),
  because: 'copies come from optimising encoder and prototypes under one loss',
  source: CITED.arteaga,
};
const SPREAD: Remedy = {
  when: moved('joint'),
  values: to(KOLEO),
  because: 'it pushes each prototype away from its nearest neighbour',
  source: CITED.govindarajan,
};
const SPHERICAL: Remedy = {
  label: 'spherical prototypes',
  when: moved('decoupled'),
  values: to({ prototypes: 'spherical' }),
  because: 'unused prototypes restart where the embeddings are, behind a whitened head',
  source: CITED.measured,
};
const FORGET: Remedy = {
  when: (config) => moved('decoupled')(config) && number(config['decoupled.eta']) > 0.9,
  values: to({ 'decoupled.eta': 0.9 }),
  because:
    'components that forget faster reach further: with CARP, used 4.6 → 8.3 % of K, unique 96.5 → 93.3 %',
  source: CITED.measured,
};
const ANNEAL: Remedy = {
  when: (config) => moved('decoupled')(config) && number(config['decoupled.beta']) < 0.5,
  values: to({ 'decoupled.beta': 1 }),
  because:
    'soft responsibilities give every component the same mean: with CARP and β 0.01, 0.2 % were unique',
  source: CITED.measured,
};
const REMEMBER: Remedy = {
  when: (config) => moved('decoupled')(config) && number(config['decoupled.eta']) < 0.95,
  values: to({ 'decoupled.eta': 0.99 }),
  because: 'a component that forgets slowly stays where it is: with CARP, unique 70 → 96.5 %',
  source: CITED.measured,
};
const MOVE_LESS: Remedy = {
  when: (config) => moved('joint')(config) && prototypeSpeed(timeSettings(config)) > 1,
  values: to({ prototype_lr_multiplier: 1 }),
  because: 'a higher rate than the encoder’s is this page’s time compression',
  source: CITED.measured,
};
const SOFTEN: Remedy = {
  when: (config) => number(config[own(config, 'teacher_temp')]) < 0.07,
  values: (config) => ({
    [own(config, 'teacher_temp')]: 0.07,
    [own(config, 'warmup_teacher_temp')]: 0.04,
  }),
  because: 'sharpening alone lets one prototype dominate',
  source: CITED.dino,
};
const CENTRE: Remedy = {
  when: (config) => number(config[own(config, 'center_momentum')]) > 0.9,
  values: (config) => ({ [own(config, 'center_momentum')]: 0.9 }),
  because: 'a centre that follows keeps one prototype from winning everything',
  source: CITED.dino,
};
const SHARPEN: Remedy = {
  when: (config) => number(config[own(config, 'teacher_temp')]) > 0.04,
  values: (config) => ({
    [own(config, 'teacher_temp')]: 0.04,
    [own(config, 'warmup_teacher_temp')]: 0.04,
  }),
  because: 'centring alone ends in uniform targets; a lower temperature sharpens them',
  source: CITED.dino43,
};
const SINKHORN: Remedy = {
  when: (config) => runs('swav')(config) && number(config['swav.epsilon']) > 0.03,
  values: to({ 'swav.epsilon': 0.03 }),
  because: 'a lower ε makes balanced assignments more peaked',
  source: CITED.swavReadme,
};
const FREEZE: Remedy = {
  when: (config) => moved('joint')(config) && number(config['freeze_prototypes']) < 100,
  values: to({ freeze_prototypes: 100 }),
  because: 'if it does not train, freeze the prototypes for longer',
  source: CITED.swav62,
};
const FOLLOW: Remedy = {
  when: (config) => firstMomentum(timeSettings(config)) > 0.99,
  values: to({ momentum_teacher: 0.99 }),
  because: 'on small data a teacher that follows faster made the loss move',
  source: CITED.dino246,
};
const HURRY: Remedy = {
  when: (config) => !runs('swav')(config) && firstMomentum(timeSettings(config)) > 0.97,
  values: to({ time_compression: 10, momentum_teacher: 'auto' }),
  because: 'targets sharpen as the teacher turns over, and a slow one does so too few times in a short run',
  source: CITED.measured,
};
const WIDEN: Remedy = {
  when: (config) => number(config[own(config, 'student_temp')]) < 0.14,
  values: (config) => ({ [own(config, 'student_temp')]: 0.14 }),
  because: 'near uniform targets all that moves them is the student’s temperature over the teacher’s',
  source: CITED.measured,
};
const WHITEN: Remedy = {
  label: 'a whitened head',
  when: (config) => config['head.output_norm'] !== 'whiten',
  values: to(WHITENED),
  because: 'whitening spreads the embeddings: with SwAV, their diversity 2.6 → 28 %',
  source: CITED.measured,
};
const SLOWER: Remedy = {
  values: (config, catalogue) => {
    const lr = config['lr'] === 'auto' ? followedNumbers(config, catalogue)['lr'] : number(config['lr']);
    return { lr: Number((lr / 10).toPrecision(2)) };
  },
  because: 'the surest way to finite numbers',
  source: CITED.dino58,
};
const CLIP: Remedy = {
  when: (config) => number(config['clip_grad']) === 0 || number(config['clip_grad']) > 3,
  values: to({ clip_grad: 3 }),
  because: 'DINO clips gradients at 3',
  source: CITED.dino,
};
const COMPARE: Remedy = {
  label: 'decoupled prototypes',
  when: moved('fixed'),
  values: to({ prototypes: 'decoupled' }),
  because: 'they learn from the embeddings, and fixed ones are their control',
  source: CITED.arteaga,
};

const REMEDIES: Readonly<Partial<Record<Finding, readonly Remedy[]>>> = {
  'not-finite': [CLIP, SLOWER],
  dead: [MOVE_LESS, SLOWER],
  'one-hot': [SOFTEN, CENTRE],
  'not-started': [HURRY, WIDEN],
  uniform: [SHARPEN, SINKHORN, FOLLOW, FREEZE],
  still: [COMPARE],
  copies: [DECOUPLE, ANNEAL, REMEMBER, SPREAD],
  'some-copies': [DECOUPLE, ANNEAL, REMEMBER, SPREAD],
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
      const key = Object.keys(values).find((each) => config[each] !== values[each]) ?? '';
      return {
        label: label ?? `${knobs.get(key)?.label} ${written(config[key])} → ${written(values[key])}`,
        values,
        key,
        because,
        source,
      };
    });
}

const written = (value: KnobValue | undefined): string =>
  typeof value === 'number' ? numeral(value) : String(value);
