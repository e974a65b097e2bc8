import type { Catalogue } from './catalogue.ts';
import type { RunConfig } from './config.ts';
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

/** Which backend runs, on what, and why it was chosen: the badge of the page. */
export interface BackendInfo {
  readonly name: BackendName;
  /** Adapter or processor in words, such as "Apple M2" or "SwiftShader (software)" or "wasm SIMD". */
  readonly adapter: string;
  /** True when WebGPU runs on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
  /** One sentence: why this one. */
  readonly reason: string;
  /** What it has room for, where that is known. */
  readonly room?: Room;
}

/** In bytes. */
export interface Room {
  /** The largest single tensor. */
  readonly tensor: number;
  /** All of a lane's tensors together; unknown on WebGPU. */
  readonly total?: number;
}

/** What the page or the headless runner says to a lane. */
export type Command =
  | { readonly type: 'start'; readonly config: RunConfig; readonly backend: BackendChoice }
  /** The lane may train up to and including report number `report`, then waits for more (lock-step). */
  | { readonly type: 'grant'; readonly report: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** One training step, then a measurement; only while paused. */
  | { readonly type: 'step' }
  /** Turn a live knob. */
  | { readonly type: 'set'; readonly key: string; readonly value: KnobValue }
  | { readonly type: 'stop' }
  | { readonly type: 'ping' }
  | Question;

/** Questions about the state of the last report, heard between steps and after the last one, until another run starts. */
export type Question =
  /** Answered by an `inspection`. */
  | { readonly type: 'inspect' }
  /** Answered by a `portrait` of the prototype with this index, 0..K-1. */
  | { readonly type: 'portray'; readonly prototype: number };

export type Phase = 'loading' | 'running' | 'paused' | 'done' | 'stopped' | 'failed';

/** How far prototypes have collapsed, each number as base/measures.ts describes it. */
export type Counts = Measured<'count'>;

/** Everything measured at one step: the numbers of base/measures.ts that the report carries, and what is not a number. */
export interface Measure
  extends Counts,
    Measured<'report' | 'schedule'>,
    Partial<Measured<'training' | 'evaluation'>> {
  readonly type: 'measure';
  /** 0, 1, 2, ... : the lock-step clock. Report 0 is the untrained state. */
  readonly report: number;
  readonly step: number;
  readonly steps: number;
  /** Training seconds so far, paused time excluded. */
  readonly seconds: number;
  readonly stepsPerSecond: number;
  readonly secondsLeft: number;
  /** The loss's terms by their name in the paper; means over the same steps as the loss. */
  readonly terms: Readonly<Record<string, number>>;
  /** Present where prototypes are too many to be counted at once: the counts are then of an earlier step. */
  readonly census?: CensusClock;
  /** Angle of each live prototype in the plane of the first two principal directions, radians in -π..π. */
  readonly angles: Float32Array;
  /** How many prototypes the angles and their plane are of, where it is an even sample and not all K. */
  readonly sampled?: number;
  /** Where prototypes and embeddings are, for those who look. */
  readonly picture?: Picture;
}

/** What a lane looks like at one step; prototypes in index order, those of `sampled` where not all K are shown. */
export interface Picture {
  /** Unit prototypes on their first three principal directions, [shown, 3]; a dead one is NaN. */
  readonly places: Float32Array;
  /** Share of the last window's teacher assignments that each prototype won, [shown]; over all K they add up to 1. */
  readonly wins: Float32Array;
  /** Unit teacher embeddings of views of the last step, on the same directions, [views, 3]; none before step 1. */
  readonly cloud: Float32Array;
}

/** Which prototypes are copies of each other; those that pictures show, in the same order. */
export interface Inspection {
  readonly type: 'inspection';
  /** Of the report looked into. */
  readonly step: number;
  /** Place of each one's representative (Definition 2.1) per ε of EPSILONS, [EPSILONS, shown]; -1 for a dead one. */
  readonly groups: Int32Array;
  /** Cosine of each to its nearest other among those shown, [shown]; NaN for a dead one. */
  readonly nearest: Float32Array;
}

/** What one prototype stands for. */
export interface Portrait {
  readonly type: 'portrait';
  /** Of the report looked into. */
  readonly step: number;
  /** Its index, 0..K-1. */
  readonly prototype: number;
  /** Its cosine to each prototype that pictures show, [shown]; NaN where one of both is dead. */
  readonly cosines: Float32Array;
  /** The training images nearest to it, nearest first; none where it is dead. */
  readonly images: Images;
  /** Cosines of their teacher embeddings to it. */
  readonly likeness: Float32Array;
  /** Among how many training images they were looked for. */
  readonly searched: number;
}

/** Where the count of many prototypes stands, which goes on between training steps. */
export interface CensusClock {
  /** Step of the last whole count. Absent before the first: then `unique` and `usedAndUnique` are empty, and
   *  `dead` and `uniformity` NaN. */
  readonly step?: number;
  /** How much of the count under way is done, 0..1. */
  readonly share: number;
}

/** A count that took several training steps: from now on the lane's counts are these, of `step`. */
export interface CensusReport extends Counts {
  readonly type: 'census';
  readonly step: number;
}

/** Reference values that do not change while a lane trains: lines on the plots. */
export interface Baseline {
  readonly type: 'baseline';
  /** ln of the number of classes of the method's softmax: the loss of uniform targets. */
  readonly lnK: number;
  /** Unique share per ε of K random directions in D dimensions. */
  readonly uniqueRandom: readonly number[];
  /** Uniformity of K random directions in D dimensions. */
  readonly uniformityRandom: number;
  /** k-NN accuracy on features of the encoder before training, 0..1. */
  readonly knnRandomInit: number;
  /** k-NN accuracy on raw pixels, 0..1. */
  readonly knnRawPixels: number;
  /** How many images the k-NN uses. */
  readonly bankSize: number;
  readonly querySize: number;
}

/** The last numbers of a finished run, those per ε by the ε as text, beside its k-NN baselines. */
export interface Summary extends Results {
  readonly type: 'summary';
  readonly knnRandomInit: number;
  readonly knnRawPixels: number;
  readonly steps: number;
  readonly seconds: number;
  readonly backend: BackendName;
}

/** What a lane says. */
export type Report =
  | { readonly type: 'ready'; readonly catalogue: Catalogue; readonly version: string }
  | { readonly type: 'phase'; readonly phase: Phase; readonly doing?: string }
  | { readonly type: 'device'; readonly backend: BackendInfo }
  | { readonly type: 'started'; readonly config: RunConfig; readonly parameters: number }
  | Baseline
  | Measure
  | CensusReport
  /** A sign of life between measurements. */
  | { readonly type: 'pulse'; readonly step: number; readonly tensors: number; readonly bytes: number }
  | { readonly type: 'trouble'; readonly trouble: Trouble }
  | Summary
  | Inspection
  | Portrait
  /** There is no run any more to look into. */
  | { readonly type: 'gone' }
  | { readonly type: 'pong' };
