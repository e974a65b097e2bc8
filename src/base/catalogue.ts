import type { KnobSet } from './knobs.ts';

/** A paper a part comes from. */
export interface Paper {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  /** arXiv id, such as "2104.14294". */
  readonly arxiv?: string;
}

/** One line of a part's mathematics: what its code computes. */
export interface Equation {
  /** As KaTeX reads it. */
  readonly tex: string;
  /** How to read it, in one sentence without TeX. */
  readonly says: string;
}

/** What the page and `--help` know of a part: plain data, so that a new part changes no UI file. */
export interface PartInfo {
  readonly id: string;
  readonly title: string;
  /** One sentence on what it does. */
  readonly summary: string;
  readonly papers: readonly Paper[];
  /** Methods and prototype estimators have them, in the order of a step. */
  readonly equations?: readonly Equation[];
  /** What a method needs of the encoder; what an encoder gives beside features. */
  readonly needs?: 'patches';
  readonly gives?: 'patches';
  /** What moves an estimator's prototypes: the method's loss, teacher embeddings outside of it, or nothing. */
  readonly movedBy?: 'loss' | 'embeddings' | 'nothing';
  /** Whose weights a method's targets come from: an average that follows the student, or the student itself. */
  readonly teacher?: 'ema' | 'student';
  readonly knobs: KnobSet;
}

/** The five shelves a lane picks one part from. The shelf name is the config key. */
export const SHELVES = ['method', 'prototypes', 'dataset', 'encoder', 'optimizer'] as const;
export type Shelf = (typeof SHELVES)[number];

/** Everything that exists, as plain data: posted by the worker's `ready` report. */
export interface Catalogue {
  /** Knobs every run has (seed, K, D, steps ...), by config key. */
  readonly run: KnobSet;
  readonly shelves: Readonly<Record<Shelf, readonly PartInfo[]>>;
  /** Pairs "method+prototypes" that a paper ran, with that paper. Every other pair is "not from a paper". */
  readonly pairs: Readonly<Record<string, string>>;
}
