import type { KnobSet } from './knobs.ts';
import type { Paper } from './papers.ts';

/** One line of a part's mathematics, as its code computes it. */
export interface Equation {
  /** TeX for KaTeX. */
  readonly tex: string;
  /** One sentence in words, without TeX. */
  readonly says: string;
}

/** Two settings that must fit each other, by their config keys. */
export interface Relation {
  readonly left: string;
  readonly must: 'divide' | 'be at most';
  readonly right: string;
}

/** A part as the page and `--help` know it. Plain data, so that a new part changes no UI file. */
export interface PartInfo {
  readonly id: string;
  readonly title: string;
  /** One sentence on what it does. */
  readonly summary: string;
  readonly papers: readonly Paper[];
  /** In the order of a step. Methods and prototype estimators have them. */
  readonly equations?: readonly Equation[];
  /** Its departures from its authors' code with their reasons, one sentence or two each. */
  readonly departures?: readonly string[];
  /** Tokens that a method needs from its encoder, or that an encoder gives beside features. */
  readonly needs?: 'patches';
  readonly gives?: 'patches';
  /** An estimator's source of movement: the method's loss, teacher embeddings outside the loss, or nothing. */
  readonly movedBy?: 'loss' | 'embeddings' | 'nothing';
  /** The network that makes a method's targets: an average that follows the student, or the student itself. */
  readonly teacher?: 'ema' | 'student';
  /** The peak learning rate at which an encoder learns within a toy run, if no other is set. */
  readonly learningRate?: number;
  readonly knobs: KnobSet;
  /** Relations between its settings, and between them and those of every run. */
  readonly relations?: readonly Relation[];
}

/** A lane picks one part from each of these shelves. The shelf's name is the config key. */
export const SHELVES = ['method', 'prototypes', 'dataset', 'encoder', 'optimizer'] as const;
export type Shelf = (typeof SHELVES)[number];

/** Everything that can be picked or set, as plain data. The worker posts it with its `ready` report. */
export interface Catalogue {
  /** Settings of every run (seed, K, D, steps ...), by config key. */
  readonly run: KnobSet;
  readonly shelves: Readonly<Record<Shelf, readonly PartInfo[]>>;
  /** Pairs "method+prototypes" that a paper ran, with that paper. Every other pair is "not from a paper". */
  readonly pairs: Readonly<Record<string, string>>;
}
