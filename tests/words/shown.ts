import { complete, knobsOf, problems, type RunConfig } from '../../src/base/config.ts';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { wanted } from '../../src/base/knobs.ts';
import { MEASURES } from '../../src/base/measures.ts';
import { catalogue } from '../../src/train/lane/menu.ts';
import { curvePanels } from '../../src/ui/figures/panels.ts';
import { PLOT_KEYS } from '../../src/ui/figures/plot-keys.ts';
import { PUBLIC_HEADS } from '../../src/ui/inspect/public-heads.ts';
import { groupsAt } from '../../src/ui/inspect/weight-groups.ts';
import { readWeights } from '../../src/ui/inspect/weights-verdict.ts';
import { newMemo } from '../../src/ui/kit/memo.ts';
import { presetConfigs, presetsOf } from '../../src/ui/setup/presets.ts';
import { timeWords } from '../../src/ui/setup/time-words.ts';
import { SHORTCUTS } from '../../src/ui/shell/keys.ts';
import { readBackend, readHash } from '../../src/ui/state/address/address.ts';
import { lessonTroubles, readLesson } from '../../src/ui/state/lesson.ts';
import { ACT_WORDS } from '../../src/ui/understand/algorithm/lane-algorithm.ts';
import { pairOf } from '../../src/ui/understand/source/pair.ts';
import { momentsOf } from '../../src/ui/understand/tour/tour-moments.ts';
import { STOPS } from '../../src/ui/understand/tour/tour-stops.ts';
import { adviceFor } from '../../src/ui/understand/verdict/advice.ts';
import { pairVerdict } from '../../src/ui/understand/verdict/pair-verdict.ts';
import { tries } from '../../src/ui/understand/verdict/tries.ts';
import { FINDINGS, type Finding, readLane } from '../../src/ui/understand/verdict/verdict.ts';
import { captionText } from '../../src/ui/words/caption.ts';
import { GLOSSARY, TERM_IDS } from '../../src/ui/words/glossary.ts';
import { trained } from '../ui/trained.ts';
import { HALF, type Numbers, runOf } from '../ui/understand/verdict/run-of.ts';

/** A text as the page shows it, with its numbers in it. */
export interface ShownText {
  readonly at: string;
  readonly text: string;
  /** True for a text of whole sentences. */
  readonly ends: boolean;
  /** True for a list of numbers, which is as long as there are lanes. */
  readonly lists?: boolean;
}

const words = (at: string, texts: readonly string[]): ShownText[] =>
  texts.map((text) => ({ at, text, ends: false }));
const sentencesOf = (at: string, texts: readonly string[]): ShownText[] =>
  texts.map((text) => ({ at, text, ends: true }));

const PARTS = Object.values(catalogue.shelves).flat();
const KNOBS = [...knobsOf(catalogue)];
/** Every method with every way for prototypes to move, where the default encoder serves. */
const LANES: readonly RunConfig[] = catalogue.shelves.method.flatMap((method) =>
  catalogue.shelves.prototypes.map((prototypes) =>
    complete({ method: method.id, prototypes: prototypes.id }, catalogue),
  ),
);

function ofCatalogue(): ShownText[] {
  return [
    ...KNOBS.flatMap(([key, knob]) => [
      ...words(`label of ${key}`, [knob.label, wanted(knob)]),
      ...sentencesOf(`hint of ${key}`, [knob.hint]),
      ...(knob.kind === 'choice'
        ? words(
            `options of ${key}`,
            knob.options.map(({ label }) => label),
          )
        : []),
    ]),
    ...PARTS.flatMap(({ id, title, summary, equations = [], departures = [] }) => [
      ...words(`title of ${id}`, [title]),
      ...sentencesOf(`summary of ${id}`, [summary]),
      ...sentencesOf(
        `equations of ${id}`,
        equations.map(({ says }) => says),
      ),
      ...sentencesOf(`departures of ${id}`, departures),
    ]),
    ...sentencesOf(
      'origin of a pair',
      LANES.map((lane) => pairOf(lane, catalogue)),
    ),
  ];
}

/** Texts of the panel of checkpoints on matrices of every kind: all unique, some copies, many, and mostly dead rows. */
function ofWeights(): ShownText[] {
  const K = 8;
  const verdicts = [8, 6, 2, 0].flatMap((unique) => {
    const representatives = Int32Array.from({ length: EPSILONS.length * K }, (_, i) =>
      unique === 0 ? -1 : (i % K) % unique,
    );
    const counts = {
      K,
      D: 4,
      dead: unique === 0 ? [...Array(K).keys()] : [],
      epsilons: EPSILONS,
      unique: EPSILONS.map(() => unique),
      representatives,
      nearest: new Float32Array(K),
      uniformity: -1,
      rank: 2,
      norms: new Float64Array(K),
    };
    const random = { mean: EPSILONS.map(() => 0.9), draws: 20 };
    return EPSILONS.map((_, e) => readWeights(counts, random, groupsAt(representatives, e), e));
  });
  return [
    ...verdicts.flatMap(({ finding, says, evidence, advice }) => [
      ...sentencesOf(`verdict on weights: ${finding}`, [says, ...advice.map((each) => each.because)]),
      ...words(`evidence on weights: ${finding}`, evidence),
    ]),
    ...sentencesOf(
      'public heads',
      PUBLIC_HEADS.map(({ open }) => open),
    ),
  ];
}

function ofWords(): ShownText[] {
  const state = trained();
  const panels = curvePanels(state, newMemo());
  return [
    ...TERM_IDS.flatMap((id) => [
      ...words(`term ${id}`, GLOSSARY[id].words),
      ...sentencesOf(`definition of ${id}`, [GLOSSARY[id].means]),
    ]),
    ...MEASURES.flatMap(({ id, title, panel }) =>
      words(`measure ${id}`, [title, panel?.axis ?? '', panel?.heading ?? '']),
    ),
    ...panels.flatMap(({ id, name, note, draw }) => [
      ...words(`plot ${id}`, [name]),
      ...sentencesOf(`note of ${id}`, [note]),
      {
        at: `plot ${id} read out`,
        text: draw({ width: 400, height: 300, theme: 'light' }).summary,
        ends: true,
        lists: true,
      },
    ]),
    ...words(
      'keys',
      [...SHORTCUTS, ...PLOT_KEYS].map(({ does }) => does),
    ),
    ...sentencesOf('acts of a step', Object.values(ACT_WORDS)),
    ...captionText(state, 'http://x/')
      .split('\n')
      .flatMap((line) => (line === '' || line.startsWith('Setup:') ? [] : sentencesOf('caption', [line]))),
  ];
}

/** Runs that together have every finding. */
const RUNS: readonly Numbers[] = [
  { unique: 0.242, used: 0.1 },
  { unique: 0.242, used: 0.1, losses: [2, 2] },
  { unique: 0.72, used: 0.9 },
  { unique: 0.72, uniqueBefore: [1, 0.9, 0.8], used: 0.9 },
  { unique: 0.242, used: 0.1, losses: [2.7, 1.2, 1.2, 1.6] },
  { unique: 0.3, used: 0.9, random: 0.31, range: [0.29, 0.33] },
  { unique: 0.7, used: 0.9, random: 0.735, range: [0.705, 0.768] },
  { unique: 0.8, used: 0.9, random: 0.735, range: [0.705, 0.768] },
  { unique: 1, used: 0.04 },
  { unique: 1, used: 0.04, never: Number.NaN },
  { unique: 1, used: 0.04, never: 0.5 },
  { unique: 1, used: 0.04, prototypes: 'decoupled' },
  { unique: 1, used: 0.5, agreed: 0.03 },
  { unique: 1, used: 0.5, agreed: 0.03, agreement: [0.03, 0.01] },
  { unique: 1, used: 0.5, agreed: 0.03, agreement: [Number.NaN, Number.NaN] },
  { unique: 1, used: 0.9, inUse: 0.72, diversity: 0.02 },
  { unique: 1, used: 0.3 },
  { unique: 1, used: 0.9 },
  { unique: 1, used: 0.9, inUse: Number.NaN },
  { unique: 1, used: 0.9, knn: [0.93, 0.91] },
  { unique: 1, used: 0.9, knn: [0.93, 0.93] },
  { unique: 1, used: Number.NaN, agreed: Number.NaN },
  { unique: 1, used: 0.1, prototypes: 'fixed' },
  { unique: 1, used: 0.3, uniformity: -3.9 },
  { unique: 1, used: 0.3, uniformity: -3.9, config: { freeze_prototypes: 600 } },
  { unique: 1, used: 0.3, uniformity: -3.9, config: { update: 'encoder' } },
  { unique: 1, used: 0.3, uniformity: -3.9, config: { prototype_lr_multiplier: 0 } },
  { unique: 1, used: 0.9, perplexity: 0.96, lnK: Math.log(512), losses: [6.2, 6.0] },
  { unique: 1, used: 0.9, lnK: Math.log(512), losses: [6.24, 6.238, 6.238, 6.238, 6.238, 6.238] },
  { unique: 0.5, used: 0.01, perplexity: 0.004, lnK: Math.log(512), losses: [5.8, 0.3] },
  { unique: 0.5, used: 0.01, perplexity: 0.001, lnK: Math.log(512), losses: [5.8, 0.3] },
  { unique: 1, used: 0.4, step: 10 },
  { unique: 1, used: 0.4, step: 0 },
  { unique: 0.02, used: 0.02, dead: 0.9 },
  { unique: 1, used: 0.5, losses: [2.7, Number.NaN] },
  { unique: Number.NaN, used: 0.5 },
];

/** The findings that the cases below have. */
export function findings(): Set<Finding> {
  return new Set(verdicts().map(({ finding }) => finding));
}

const verdicts = () => [
  readLane({ ...runOf(RUNS[0]), snapshots: [] }, HALF),
  ...RUNS.flatMap((numbers) => EPSILONS.map((_, epsilon) => readLane(runOf(numbers), epsilon))),
];

function ofVerdicts(): ShownText[] {
  const lanes = RUNS.map((numbers, i) => ({ label: `CARP ${i}`, run: runOf(numbers) }));
  return [
    ...verdicts().flatMap(({ finding, says, evidence }) => [
      ...sentencesOf(`verdict ${finding}`, [says]),
      ...words(`evidence of ${finding}`, evidence),
    ]),
    ...lanes.flatMap((first) =>
      lanes.flatMap((second) => sentencesOf('pair of lanes', [pairVerdict(first, second, HALF) ?? 'None.'])),
    ),
    ...FINDINGS.flatMap((finding) =>
      LANES.flatMap((lane) =>
        adviceFor(finding, lane, catalogue).flatMap(({ label, changes, because }) => [
          ...words(`advice on ${finding}`, [label]),
          ...sentencesOf(`advice on ${finding}`, [changes, because]),
        ]),
      ),
    ),
    ...[...LANES.map((lane) => [lane]), ...presetsOf(catalogue).map((each) => presetConfigs(each, catalogue))]
      .flatMap((configs) => tries(configs, catalogue))
      .flatMap(({ label, because }) => sentencesOf(`try ${label}`, [`${label}: ${because}.`])),
  ];
}

function ofTour(): ShownText[] {
  const state = trained();
  return STOPS.flatMap(({ title, says, equations, tasks = [], moments = [], now }) => [
    ...words(`title of tour stop ${title}`, [title]),
    ...sentencesOf(`tour stop ${title}`, [
      ...says,
      ...(now?.(state) ?? []),
      ...(equations?.(catalogue) ?? []).map((each) => each.says),
      ...tasks.flatMap((task) => [task.says, task.missed?.(state)?.says ?? task.says]),
    ]),
    ...words(`buttons of tour stop ${title}`, [
      ...tasks.map(({ button }) => button.label),
      ...momentsOf(state, moments).map(({ label }) => label),
    ]),
  ]);
}

function ofSetup(): ShownText[] {
  const refused = readHash('K=7&K=1.5&colour=red&lane9.K=2&lanes=9&pace=slow&method=x&v=99', catalogue);
  const troubles = [
    ...refused.troubles,
    ...readBackend('?backend=cuda').troubles,
    ...lessonTroubles(readLesson('?hide=colour&lock=theme'), catalogue),
    ...problems(Object.fromEntries(KNOBS.map(([key]) => [key, null])), catalogue),
  ];
  return [
    ...presetsOf(catalogue).flatMap((preset) => [
      ...words(`preset ${preset.id}`, [preset.title]),
      ...sentencesOf(`preset ${preset.id}`, [preset.summary]),
    ]),
    ...sentencesOf(
      'words on time',
      LANES.flatMap((lane) => timeWords([lane], catalogue) || []),
    ),
    ...troubles.flatMap(({ failed, why, todo, knob = '' }) => {
      // a key is a name, in its own spelling
      const named = (text: string) => (knob === '' ? text : text.replaceAll(knob, 'K'));
      return [
        ...words('trouble', [named(failed)]),
        ...sentencesOf(`trouble ${failed}`, [named(why ?? todo), named(todo)]),
      ];
    }),
  ];
}

/** Every text that the page makes of numbers and settings, over all their cases. */
export const shown = (): ShownText[] => [
  ...ofCatalogue(),
  ...ofWords(),
  ...ofVerdicts(),
  ...ofTour(),
  ...ofSetup(),
  ...ofWeights(),
];
