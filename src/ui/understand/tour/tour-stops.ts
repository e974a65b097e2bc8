import type { Catalogue, Equation, Shelf } from '../../../base/catalogue.ts';
import { PAPER_EPSILON, TOY_EPSILON } from '../../../base/epsilons.ts';
import type { AnyControlId } from '../../kit/controls.ts';
import type { Action, AppState } from '../../state/app-state.ts';
import { settingId } from '../../state/controls.ts';
import {
  cloudNow,
  laneMovedBy,
  lossNow,
  settled,
  startFixed,
  startPair,
  trains,
  uniqueNow,
  usedNow,
} from './tour-lanes.ts';

/** A task for the person. They do it on the page, or press the button. */
export interface Task {
  readonly says: string;
  readonly done: (state: AppState) => boolean;
  /** Absent if the task is to wait. */
  readonly button?: {
    readonly label: string;
    readonly actions: (state: AppState) => readonly Action[];
  };
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
  readonly task?: Task;
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
  says: 'The share of prototype k in an image with embedding z; a low temperature τ makes it decided.',
};
const DEFINITION: readonly Equation[] = [
  {
    tex: String.raw`k \in R \iff 1 - \langle \bar c_k, \bar c_j \rangle \ge \varepsilon \;\text{ for all } j < k,\; j \in R`,
    says: 'Representatives R, prototype by prototype, each at unit length.',
  },
  {
    tex: String.raw`\text{unique} = |R| / K`,
    says: 'What the page shows, as a percentage.',
  },
];
const PULL: Equation = {
  tex: String.raw`-\frac{\partial \mathcal L}{\partial c_k} = \frac{1}{\tau} \sum_i (q_{ik} - p_{ik})\, z_i`,
  says: 'Where the loss is a cross-entropy of targets q: each prototype is pulled to the embeddings that are said to be its own. Two that win the same images get the same pull.',
};

/** Below this unique share, more than half of the prototypes are copies. */
const COLLAPSED = 0.5;

export const STOPS: readonly Stop[] = [
  {
    title: 'What prototypes are',
    says: [
      'Without labels, a method makes up its own classes: K prototypes. Two views of one image should get the same ones.',
      'The teacher looks at one view and says which (the targets); the student predicts them from another view.',
      'If many prototypes are copies of each other, there are fewer classes than one pays for: partial prototype collapse.',
    ],
    equations: () => [ASSIGNMENT],
    shows: () => ({ control: 'picks', lane: 1 }),
  },
  {
    title: 'One experiment, two lanes',
    says: [
      'Both lanes run CARP with the same seed, the same images and the same views. One word differs: in the first the prototypes are joint, in the second decoupled.',
      'Your sizes stay as they are; only what the comparison needs is set.',
    ],
    shows: (state) => (trains(state, 'joint') ? { control: 'run-buttons' } : { control: SWITCH, lane: 1 }),
    task: {
      says: 'Set two such lanes up and press Start, or let the tour do both.',
      done: (state) => trains(state, 'joint') && trains(state, 'decoupled'),
      button: { label: 'Set up and start', actions: startPair },
    },
  },
  {
    title: 'The ring',
    says: [
      'The paper’s Figure 1, live: the prototypes in the plane of their two principal directions, brought to a circle. Bright is dense.',
      'Prototypes that are spread evenly give an even ring; copies gather in spots. In the paper’s picture DINO is one spot, DINOv2 and CARP have several, and decoupled CARP is an even ring.',
      'It illustrates and does not measure: a plane shows two of D directions.',
    ],
    shows: inLaneOf('joint', 'ring'),
  },
  {
    title: 'Counting copies: Definition 2.1',
    says: [
      'Go through the prototypes in order. One that no earlier representative is closer to than ε becomes a representative; the others are copies.',
      `The curve shows the count for every ε, as the paper’s Figure 3a does, beside that of random directions. There joint CARP is down to 10.8 % at ε ${PAPER_EPSILON}, and decoupled CARP stays at 100 % up to ε 0.5.`,
    ],
    equations: () => DEFINITION,
    shows: () => ({ control: 'uniqueByEpsilon' }),
    now: (state) => [uniqueNow(state, 'joint'), uniqueNow(state, 'decoupled')],
  },
  {
    title: 'Watch joint prototypes collapse',
    says: [
      'The count falls within the first few hundred steps, and the loss falls as if nothing were wrong. That is why the loss alone does not tell.',
    ],
    shows: inLaneOf('joint', 'main-numbers'),
    now: (state) => [uniqueNow(state, 'joint'), ...lossNow(state, 'joint'), uniqueNow(state, 'decoupled')],
    task: {
      says: 'Wait until half of them are copies, or until the run is over.',
      done: (state) => {
        const joint = laneMovedBy(state, 'joint')?.measure;
        const few = joint !== undefined && joint.step > 0 && (joint.unique[state.epsilon] ?? 1) < COLLAPSED;
        return few || (trains(state, 'joint') && settled(state));
      },
    },
  },
  {
    title: 'Why: one loss for two jobs',
    says: [
      'Joint prototypes are weights, and the encoder’s loss moves them. Moving prototypes together makes targets easier to predict, long before the encoder has learned features.',
      'The paper calls it a shortcut: early in training, redundant prototypes lower the loss without a more diverse representation.',
      'The box shows the step, as the paper’s Figure 2 does: in a joint lane the gradient reaches the prototypes.',
    ],
    equations: (catalogue) => [...partEquations('prototypes', 'joint', [0])(catalogue), PULL],
    shows: () => ({ control: 'algorithm' }),
  },
  {
    title: 'Decoupling: an objective of their own',
    says: [
      'The paper’s cure: the prototypes are the means of a Gaussian mixture, fitted by online EM to the teacher’s embeddings. The loss sees them as constants.',
      'The authors’ exact settings were not available; what runs here is a reconstruction.',
    ],
    equations: partEquations('prototypes', 'decoupled', [1, 2, 4, 5]),
    shows: inLaneOf('decoupled', SWITCH),
    now: (state) => [uniqueNow(state, 'decoupled')],
  },
  {
    title: 'Unique is not used',
    says: [
      'Now look at usage. With CARP’s targets most components of the mixture win no image: they are unique because nothing ever moves them.',
      'A mixture can only follow the embeddings, and at this scale these fill few directions: dimensional collapse. The effective rank says how many, and the embedding diversity how many unique embeddings there are.',
      'So read three numbers together: unique, used, in use. In use are the prototypes that both views of some image win, without copies.',
    ],
    shows: () => ({ control: 'used' }),
    now: (state) => [usedNow(state, 'joint'), usedNow(state, 'decoupled'), ...cloudNow(state, 'decoupled')],
  },
  {
    title: 'The trivial control',
    says: [
      'Random prototypes that never move stay as unique as chance made them: 100 % where there are dimensions enough. If uniqueness were all that counts, they would win.',
      'Purity beside shuffled labels, and k-NN, say what the prototypes and the features are good for.',
    ],
    shows: inLaneOf('fixed', 'numbers'),
    now: (state) => [usedNow(state, 'fixed')],
    task: {
      says: 'Add a lane with fixed prototypes and start again, or let the tour do it. The same seed gives the other lanes the same runs.',
      done: (state) => trains(state, 'fixed'),
      button: { label: 'Add it and start', actions: startFixed },
    },
  },
  {
    title: 'Beside the paper',
    says: [
      'The paper’s runs see ImageNet-1k with tens of thousands of prototypes; yours see small images with a few hundred, for minutes. Compare the order of lanes, not the numbers.',
      `Few prototypes stand further apart, so the paper’s ε of ${PAPER_EPSILON} hardly counts any as copies here; ε ${TOY_EPSILON} does. DINO does not collapse in 500 steps at its paper’s student temperature of 0.1 (here it is 0.14), and differences of a k-NN point or two are not resolved by three seeds.`,
      'What carries over: joint CARP and SwAV collapse, decoupled prototypes do not. What does not by itself: that decoupled ones are used.',
      'Where to go from here: the suggestions under the lanes each turn a knob and show it.',
    ],
    shows: () => ({ control: 'tries' }),
    closes: true,
  },
];
