import type { Catalogue } from './catalogue.ts';
import type { Course, RunConfig } from './config.ts';
import type { Trouble } from './errors.ts';
import type { Images } from './images.ts';
import type { KnobValue } from './knobs.ts';
import type { Measured, Results } from './measures.ts';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';
export const BACKEND_CHOICES = ['auto', 'webgpu', 'wasm', 'cpu'] as const satisfies readonly (
  | 'auto'
  | BackendName
)[];
export type BackendChoice = (typeof BACKEND_CHOICES)[number];

/** The backend in use, its adapter, and the reason for the choice. The page shows it as a badge. */
export interface BackendInfo {
  readonly name: BackendName;
  /** Adapter or CPU in words, such as "Apple M2" or "SwiftShader (software)" or "wasm SIMD". */
  readonly adapter: string;
  /** True when WebGPU runs on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
  /** One sentence on why it was chosen. */
  readonly reason: string;
  /** Its memory, if known. */
  readonly room?: Room;
}

/** Limits of a backend's memory, in bytes. */
export interface Room {
  /** The largest single tensor. */
  readonly tensor: number;
  /** All tensors of a lane together. Unknown on WebGPU. */
  readonly total?: number;
}

/** A message from the page or the headless runner to a lane. */
export type Command =
  | {
      readonly type: 'start';
      readonly config: RunConfig;
      readonly backend: BackendChoice;
      /** True if the lane has trained on a GPU before. */
      readonly hadGpu?: boolean;
      /** Repeats what was done to an earlier run, each change at its step. */
      readonly course?: Course;
    }
  /** Lets the lane train up to this report and no further (lockstep). */
  | { readonly type: 'grant'; readonly report: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** Trains one step and measures. Only while paused. */
  | { readonly type: 'step' }
  /** Sets a live knob. */
  | { readonly type: 'set'; readonly key: string; readonly value: KnobValue }
  | { readonly type: 'stop' }
  | { readonly type: 'ping' }
  | Question;

/** A question about the state of the last report. A lane hears it between steps and after the last one, until the
 *  next start. */
export type Question =
  /** Answered by an `inspection`. */
  | { readonly type: 'inspect' }
  /** Answered by a `portrait` of the prototype with this index, 0..K-1. */
  | { readonly type: 'portray'; readonly prototype: number };

export type Phase = 'loading' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** Collapse of the prototypes, each number as base/measures.ts describes it. */
export type Counts = Measured<'count'>;

/** Everything measured at one step: the numbers of base/measures.ts that the report carries, and arrays. */
export interface Measure
  extends Counts,
    Measured<'report' | 'schedule'>,
    Partial<Measured<'training' | 'patches' | 'evaluation'>> {
  readonly type: 'measure';
  /** 0, 1, 2, ..., the clock of lockstep. Report 0 is the untrained state. */
  readonly report: number;
  readonly step: number;
  readonly steps: number;
  /** Training seconds so far, paused time excluded. */
  readonly seconds: number;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
  /** Terms of the loss by their names in the paper, as means over the same steps. */
  readonly terms: Readonly<Record<string, number>>;
  /** Present when prototypes are too many to be counted at once. The counts are then those of an earlier step. */
  readonly census?: CensusClock;
  /** Angle of each live prototype in the plane of the first two principal components, radians in -π..π. */
  readonly angles: Float32Array;
  /** Size of the even sample of prototypes that the angles show. Absent when they show all K. */
  readonly sampled?: number;
  /**
   * Place of each prototype's representative (Definition 2.1) for each ε, [EPSILONS, K]: its duplicates have the same.
   * 65,535 for a dead one. Absent where prototypes are too many to be counted at once, and in older files.
   */
  readonly representatives?: Uint16Array;
  /** Absent when nobody watches. */
  readonly picture?: Picture;
}

/** Positions of a lane's prototypes and embeddings at one step. Prototypes come in index order: all K, or the sample
 *  of size `sampled`. */
export interface Picture {
  /** Unit prototypes on their first three principal components, [shown, 3]. A dead one is NaN. */
  readonly places: Float32Array;
  /** Share of the teacher's rows in the usage window whose raw scores each prototype won, [shown]. All K add up to 1.
   *  */
  readonly wins: Float32Array;
  /** Unit teacher embeddings of the last step's views, on the same directions, [views, 3]. Empty before step 1. */
  readonly cloud: Float32Array;
}

/** The prototypes that pictures show, each among the others, in the same order. */
export interface Inspection {
  readonly type: 'inspection';
  /** The step of the report that it describes. */
  readonly step: number;
  /** Those of the prototypes shown, [EPSILONS, shown], where the report lacks them. */
  readonly representatives?: Uint16Array;
  /** Cosine of each prototype to the nearest other one shown, [shown]. NaN for a dead one. */
  readonly nearest: Float32Array;
}

/** One prototype, with the images that it stands for. */
export interface Portrait {
  readonly type: 'portrait';
  /** The step of the report that it describes. */
  readonly step: number;
  /** Its index, 0..K-1. */
  readonly prototype: number;
  /** Its cosine to each prototype that pictures show, [shown]. NaN when either is dead. */
  readonly cosines: Float32Array;
  /** The training images nearest to it, nearest first. None when it is dead. */
  readonly images: Images;
  /** Cosine of each image's teacher embedding to it. */
  readonly likeness: Float32Array;
  /** Number of training images that were searched. */
  readonly searched: number;
}

/** Progress of a count of many prototypes, which takes several training steps. */
export interface CensusClock {
  /** Step of the last complete count. Absent before the first: counts per ε are then empty, the others NaN. */
  readonly step?: number;
  /** Share of the current count that is done, 0..1. */
  readonly share: number;
}

/** A complete count, of `step`, that took several training steps. It replaces the lane's counts. */
export interface CensusReport extends Counts {
  readonly type: 'census';
  readonly step: number;
}

/** Reference values that stay while a lane trains. Plots show them as lines. */
export interface Baseline {
  readonly type: 'baseline';
  /** ln of the number of classes of the method's softmax, which is the loss of uniform targets. */
  readonly lnK: number;
  /** Unique share per ε of K random directions in D dimensions: mean and range over draws. */
  readonly uniqueRandom: readonly number[];
  readonly uniqueRandomLow: readonly number[];
  readonly uniqueRandomHigh: readonly number[];
  /** Uniformity of K random directions in D dimensions: mean and range over draws. */
  readonly uniformityRandom: number;
  readonly uniformityRandomLow: number;
  readonly uniformityRandomHigh: number;
  /** Number of draws of K random directions; NaN in older files. Without several the range is the mean. */
  readonly randomDraws: number;
  /** Share of K that even and random assignments of a full usage window win: its rows, and its pairs of rows of an
   *  image. NaN in older files. */
  readonly usedReach: number;
  readonly agreedReach: number;
  /** k-NN accuracy on features of the encoder as it starts, 0..1: its batch norms have statistics of 0 and 1. */
  readonly knnRandomInit: number;
  /** The same with batch-norm statistics of training batches, so that all above it is learned. NaN in older files. */
  readonly knnUntrained: number;
  /** k-NN accuracy on raw pixels, 0..1. */
  readonly knnRawPixels: number;
  /** Images that the k-NN searches, and images that it classifies. */
  readonly bankSize: number;
  readonly querySize: number;
}

/** The last numbers of a finished run, with its k-NN baselines. */
export interface Summary extends Results {
  readonly type: 'summary';
  readonly knnRandomInit: number;
  /** NaN in older files. */
  readonly knnUntrained: number;
  readonly knnRawPixels: number;
  readonly steps: number;
  readonly seconds: number;
  readonly backend: BackendName;
}

/** A message from a lane. */
export type Report =
  | { readonly type: 'ready'; readonly catalogue: Catalogue; readonly version: string }
  | { readonly type: 'phase'; readonly phase: Phase; readonly doing?: string }
  | { readonly type: 'device'; readonly backend: BackendInfo }
  | { readonly type: 'started'; readonly config: RunConfig; readonly parameters: number }
  /** All that was done to the run so far, after each change and each step by hand. */
  | ({ readonly type: 'course' } & Course)
  | Baseline
  | Measure
  | CensusReport
  /** A sign of life between measurements. */
  | { readonly type: 'pulse'; readonly step: number; readonly tensors: number; readonly bytes: number }
  | { readonly type: 'trouble'; readonly trouble: Trouble }
  | Summary
  | Inspection
  | Portrait
  /** The run that was asked about has ended. */
  | { readonly type: 'gone' }
  | { readonly type: 'pong' };
