import type { Catalogue, Equation, Shelf } from '../../../base/catalogue.ts';
import { PAPER_EPSILON, TOY_EPSILON } from '../../../base/epsilons.ts';
import type { AnyControlId } from '../../kit/controls.ts';
import { type Action, type AppState, followingLatest } from '../../state/app-state.ts';
import { settingId } from '../../state/controls.ts';
import { numeral, percent } from '../../words/numerals.ts';
import { settled } from './run-on-page.ts';
import {
  cloudNow,
  laneMovedBy,
  lossNow,
  startAgain,
  startFixed,
  startPair,
  trains,
  uniqueNow,
  usedNow,
} from './tour-lanes.ts';
import type { MomentId } from './tour-moments.ts';

/** A task for the person. They do it on the page, or press the button. */
export interface Task {
  readonly says: string;
  readonly done: (state: AppState) => boolean;
  readonly button: TaskButton;
  /** Replaces the task once it is done, if the run did not show what it should. */
  readonly missed?: (state: AppState) => { readonly says: string; readonly button?: TaskButton } | undefined;
}

interface TaskButton {
  readonly label: string;
  readonly actions: (state: AppState) => readonly Action[];
}

/** A control of the page, in the lane with this number (from 1) or in none. */
interface Spot {
  readonly control: AnyControlId;
  readonly lane?: number;
}

export interface Stop {
  readonly title: string;
  readonly says: readonly string[];
  readonly equations?: (catalogue: Catalogue) => readonly Equation[];
  /** The control that the stop is about. The page outlines it. */
  readonly shows: (state: AppState) => Spot;
  /** Sentences with the lanes' current numbers. */
  readonly now?: (state: AppState) => readonly string[];
  /** The moments of the run that show it. Entering the stop turns the page to the first. */
  readonly moments?: readonly MomentId[];
  readonly tasks?: readonly Task[];
  /** True for the last stop, which shows the paper's table and the glossary. */
  readonly closes?: boolean;
}

/** A control of the lane with these prototypes, else of the first lane. */
const inLaneOf =
  (prototypes: string, control: AnyControlId) =>
  (state: AppState): Spot => ({ control, lane: laneMovedBy(state, prototypes)?.number ?? 1 });
const SWITCH = settingId('prototypes');

/** The part's own equations at these indices. */
const partEquations = (shelf: Shelf, id: string, places: readonly number[]) => (catalogue: Catalogue) =>
  (catalogue.shelves[shelf].find((part) => part.id === id)?.equations ?? []).filter((_, i) =>
    places.includes(i),
  );

const ASSIGNMENT: Equation = {
  tex: String.raw`p_k = \frac{\exp( \langle z, c_k \rangle / \tau )}{\sum_{j=1}^{K} \exp( \langle z, c_j \rangle / \tau )}`,
  says: 'The share of prototype k in an image with embedding z. A lower temperature τ sharpens it.',
};
const DEFINITION: readonly Equation[] = [
  {
    tex: String.raw`k \in R \iff 1 - \langle \bar c_k, \bar c_j \rangle \ge \varepsilon \;\text{ for all } j < k,\; j \in R`,
    says: 'The kept prototypes R, scanned in order, each at unit length.',
  },
  {
    tex: String.raw`\text{unique} = |R| / K`,
    says: 'The page shows this share as a percentage.',
  },
];
const PULL: Equation = {
  tex: String.raw`-\frac{\partial \mathcal L}{\partial c_k} = \frac{1}{\tau} \sum_i (q_{ik} - p_{ik})\, z_i`,
  says: 'For a cross-entropy loss, each prototype moves towards the embeddings assigned to it. Two that win the same images move the same way, and merge.',
};

/** Below this unique share, more than half of the prototypes are duplicates. */
const COLLAPSED = 0.5;
/** Steps within which joint CARP collapses. */
const LONG_ENOUGH = 500;

/** The last report of the joint lane, whichever step the page looks back at. */
const jointNow = (state: AppState) => laneMovedBy(followingLatest(state), 'joint')?.measure;

const TRAIN: Task = {
  says: 'Press "Set up and start". Your sizes are kept; the tour changes only the settings that the comparison needs.',
  done: (state) => trains(state, 'joint') && trains(state, 'decoupled'),
  button: { label: 'Set up and start', actions: startPair },
  missed: (state) => {
    const { step: steps = 0, unique } = jointNow(state) ?? {};
    const kept = unique?.[state.epsilon] ?? 1;
    if (steps > 0 && kept < COLLAPSED) return undefined;
    if (!settled(state)) return { says: 'Training. Collapse shows within a few hundred steps.' };
    if (steps >= LONG_ENOUGH)
      return {
        says:
          `No collapse of most prototypes in this run: ${percent(kept)} are unique after ${numeral(steps)} steps. ` +
          `With the default settings, joint CARP collapses within ${LONG_ENOUGH}.`,
      };
    return {
      says: `No collapse yet: this run has only ${numeral(steps)} steps. Run ${LONG_ENOUGH} to see it.`,
      button: {
        label: `Run ${LONG_ENOUGH} steps`,
        actions: (now) => startAgain(now, { steps: LONG_ENOUGH }),
      },
    };
  },
};
const CONTROL: Task = {
  says: 'Then press "Add it and start", or add a lane with fixed prototypes yourself. With the same seed, the other lanes repeat their runs.',
  done: (state) => trains(state, 'fixed'),
  button: { label: 'Add it and start', actions: startFixed },
};

/** The stop with the training, for a link to it. */
export const TRAINING_STOP = 8;

export const STOPS: readonly Stop[] = [
  {
    title: 'Prototypes',
    says: [
      'Without labels, the method invents its own classes: K prototypes. Two views of one image should get the same prototypes.',
      'The teacher assigns prototypes to one view (the targets). The student predicts the targets from another view.',
      'If many prototypes are duplicates, you pay for K classes and get fewer. This is partial prototype collapse.',
    ],
    equations: () => [ASSIGNMENT],
    shows: inLaneOf('joint', 'ring'),
    now: (state) => [uniqueNow(state, 'joint')],
    moments: ['end', 'start'],
  },
  {
    title: 'One experiment, two lanes',
    says: [
      'Both lanes run CARP with the same seed, images and views. Only the prototypes differ: joint in the first, decoupled in the second.',
      'Untrained, both lanes have random prototypes.',
    ],
    shows: () => ({ control: SWITCH, lane: 1 }),
    now: (state) => [uniqueNow(state, 'joint'), uniqueNow(state, 'decoupled')],
    moments: ['start'],
  },
  {
    title: 'The ring',
    says: [
      'The paper’s Figure 1, live: prototypes projected onto their first two principal components and normalised. Bright means many prototypes.',
      'Evenly spread prototypes give an even ring; duplicates gather in spots. In the paper, DINO is one spot, DINOv2 and CARP have several, and decoupled CARP is an even ring.',
      'Compare the first step with the last. An illustration, not a measurement: it shows two of D dimensions.',
    ],
    shows: inLaneOf('joint', 'ring'),
    now: (state) => [uniqueNow(state, 'joint'), uniqueNow(state, 'decoupled')],
    moments: ['start', 'end'],
  },
  {
    title: 'Counting duplicates: Definition 2.1',
    says: [
      'Scan the prototypes in order. Keep a prototype if no kept one is within ε. The rest are duplicates.',
      `The curve shows the count for every ε, like the paper’s Figure 3a, against the random baseline. In the paper, joint CARP falls to 10.8% at ε ${PAPER_EPSILON}. Decoupled CARP stays at 100% up to ε 0.5.`,
    ],
    equations: () => DEFINITION,
    shows: () => ({ control: 'uniqueByEpsilon' }),
    now: (state) => [uniqueNow(state, 'joint'), uniqueNow(state, 'decoupled')],
    moments: ['end'],
  },
  {
    title: 'Joint prototypes collapse',
    says: [
      'The count falls within the first few hundred steps, and the loss falls as if nothing were wrong. That is why the loss alone cannot reveal collapse.',
    ],
    shows: inLaneOf('joint', 'main-numbers'),
    now: (state) => [uniqueNow(state, 'joint'), ...lossNow(state, 'joint'), uniqueNow(state, 'decoupled')],
    moments: ['half', 'onset', 'end'],
  },
  {
    title: 'Why: one loss for two jobs',
    says: [
      'Joint prototypes are weights, and the encoder’s loss moves them. Merging prototypes makes targets easier to predict, long before the encoder has learned features.',
      'Paper: a shortcut. Early in training, redundant prototypes lower the loss without a more diverse representation.',
      'The box shows one step, like the paper’s Figure 2. In a joint lane, the gradient reaches the prototypes.',
    ],
    equations: (catalogue) => [...partEquations('prototypes', 'joint', [0])(catalogue), PULL],
    shows: () => ({ control: 'algorithm' }),
    now: (state) => [uniqueNow(state, 'joint'), ...lossNow(state, 'joint')],
    moments: ['onset'],
  },
  {
    title: 'Decoupling: two objectives',
    says: [
      'Paper: prototypes are the means of a Gaussian mixture, fitted by online EM to the teacher’s embeddings. The loss treats them as constants.',
      'Ours: a reconstruction, because the authors’ exact settings were not available.',
    ],
    equations: partEquations('prototypes', 'decoupled', [1, 2, 4, 5]),
    shows: inLaneOf('decoupled', SWITCH),
    now: (state) => [uniqueNow(state, 'decoupled')],
    moments: ['end'],
  },
  {
    title: 'Unique does not mean used',
    says: [
      'Now look at usage. With CARP’s targets, most components of the mixture win no image. They are unique because nothing ever moves them.',
      'A mixture can only follow the embeddings. At this scale, embeddings fill few dimensions: dimensional collapse. Effective rank counts these dimensions, and embedding diversity the unique embeddings.',
      'So read three numbers together: unique, used, in use. In use counts prototypes that both views of some image win, without duplicates.',
    ],
    shows: () => ({ control: 'used' }),
    now: (state) => [usedNow(state, 'joint'), usedNow(state, 'decoupled'), ...cloudNow(state, 'decoupled')],
    moments: ['end'],
  },
  {
    title: 'Train it yourself',
    says: [
      'The tour sets up joint beside decoupled CARP and trains both lanes from step 0. Go back to any stop to read it off your own runs.',
      'Fixed prototypes are the trivial control: random ones stay unique for ever, 100% if D is large enough. If only uniqueness counted, they would be the best prototypes.',
      'Compare purity with shuffled labels, and k-NN with the untrained encoder. They measure whether prototypes and features are useful.',
    ],
    shows: (state) =>
      trains(state, 'fixed') ? inLaneOf('fixed', 'numbers')(state) : { control: 'run-buttons' },
    now: (state) => [
      ...(trains(state, 'joint') ? [uniqueNow(state, 'joint')] : []),
      ...(trains(state, 'decoupled') ? [uniqueNow(state, 'decoupled')] : []),
      ...(trains(state, 'fixed') ? [usedNow(state, 'fixed')] : []),
    ],
    tasks: [TRAIN, CONTROL],
  },
  {
    title: 'Compared with the paper',
    says: [
      'Paper: ImageNet-1k with tens of thousands of prototypes. Ours: small images, a few hundred prototypes, a few minutes. Compare the order of lanes, not the numbers.',
      `With so few prototypes, distances are larger. At the paper’s ε = ${PAPER_EPSILON} almost none merge, so we count at ε = ${TOY_EPSILON}.`,
      'At its paper’s student temperature of 0.1, DINO does not collapse in 500 steps; the default here is 0.14. Three seeds cannot resolve one or two points of k-NN.',
      'Joint CARP and SwAV collapse here too, and decoupled prototypes do not. But decoupled prototypes are not necessarily used.',
      'To go on, pick a suggestion under the lanes. Each changes a setting and shows it.',
    ],
    shows: () => ({ control: 'tries' }),
    closes: true,
  },
];
