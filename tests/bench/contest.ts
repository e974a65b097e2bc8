import type { Counts } from './counts.ts';
import type { Backend, PeerName } from './peer.ts';
import type { Problem } from './problem.ts';

/** Questions to a contestant, with the types of their answers. */
export interface Questions {
  /** Opens the lane of a config; first of all. */
  open: { readonly peer: PeerName; readonly backend: Backend; readonly config: Problem['config'] };
  /** Steps one by one, reading each loss. */
  losses: { readonly steps: number };
  /** Counts WebGPU calls of that many steps in a row, without the wait at their end. */
  count: { readonly steps: number };
  /** Times that many steps with one wait at their end. */
  time: { readonly steps: number };
  /** Time in compute passes of that many steps, by the GPU's own clock. */
  kernels: { readonly steps: number };
}

export interface Answers {
  open: { readonly adapter: string; readonly software: boolean };
  losses: readonly number[];
  /** Sums over the steps. */
  count: Counts;
  /** Milliseconds for each step, and of that until all steps were asked for. */
  time: { readonly step: number; readonly asking: number };
  /** Milliseconds for each step; undefined where the adapter has no timestamps. */
  kernels: number | undefined;
}

export type Question = { [N in keyof Questions]: { readonly type: N } & Questions[N] }[keyof Questions];

/** One engine in a worker or process of its own, so that engines share nothing but the machine. */
export interface Contestant {
  ask<N extends keyof Questions>(type: N, question: Questions[N]): Promise<Answers[N]>;
  close(): Promise<void>;
}

/** The place where contestants run. */
export interface Host {
  readonly name: string;
  /** The WebGPU adapter, if any. */
  adapter(): Promise<{ readonly adapter: string; readonly software: boolean } | undefined>;
  enter(): Promise<Contestant>;
  close(): Promise<void>;
}
