import type { Change, RunConfig } from '../../src/base/config.ts';
import { EPSILONS } from '../../src/base/epsilons.ts';
import type { Trouble } from '../../src/base/errors.ts';
import type { Command, Inspection, Measure, Portrait, Report } from '../../src/base/messages.ts';
import { initial } from '../../src/ui/state/reduce.ts';
import { createStore, type Store, type StoreHost } from '../../src/ui/state/store.ts';
import type { LaneHandle } from '../../src/worker/client.ts';
import { NO_EVALUATION, NO_NUMBERS } from '../numbers.ts';
import { SMALL } from './small-catalogue.ts';

/** The representatives of four prototypes, of which the second is a copy of the first at any ε. */
export const REPRESENTATIVES = Uint16Array.from(EPSILONS.flatMap(() => [0, 0, 2, 3]));

/** A measure whose every number follows from its report number. */
export function measureAt(report: number, step: number, steps: number): Measure {
  const share = 1 / (1 + report);
  return {
    ...NO_NUMBERS,
    type: 'measure',
    report,
    step,
    steps,
    seconds: step / 10,
    stepsPerSecond: 10,
    secondsLeft: (steps - step) / 10,
    ...(step > 0 ? { loss: 5 - share, agreement: share, agreementChance: share / 8 } : {}),
    terms: step > 0 ? { consistency: 4 - share, entropy: 1 } : {},
    unique: EPSILONS.map(() => share),
    used: share / 2,
    perplexity: share / 3,
    usedAndUnique: EPSILONS.map(() => share / 4),
    agreedAndUnique: EPSILONS.map(() => share / 5),
    agreed: share / 4,
    uniformity: -4 + report,
    angles: Float32Array.from({ length: 8 }, (_, i) => -3 + i * 0.7),
    ...(report % 2 === 0 ? { ...NO_EVALUATION, knn: 0.6, purity: 0.3 } : {}),
    lr: 0.001,
    momentum: 0.99,
  };
}

/** An inspection of these four, as of prototypes that no report counts at once. */
export const inspectionAt = (step: number): Inspection => ({
  type: 'inspection',
  step,
  representatives: REPRESENTATIVES,
  nearest: Float32Array.of(1, 1, 0.2, 0.2),
});

export const portraitAt = (step: number, prototype: number): Portrait => ({
  type: 'portrait',
  step,
  prototype,
  cosines: Float32Array.of(1, 1, 0, 0),
  images: {
    count: 1,
    height: 1,
    width: 1,
    channels: 1,
    pixels: Uint8Array.of(200),
    labels: Uint8Array.of(7),
    classes: 10,
  },
  likeness: Float32Array.of(0.9),
  searched: 100,
});

/**
 * A lane's worker as the messages describe it, run by hand: `work()` does one step, if the phase and the
 * grants allow one. Every fifth step is a report.
 */
export class PlayedLane implements LaneHandle {
  static readonly EVERY = 5;
  readonly sent: Command[] = [];
  private readonly inbox: Command[] = [];
  closed = false;
  private readonly onReport: (report: Report) => void;
  private readonly onDeath: (trouble: Trouble) => void;
  private config: RunConfig | undefined;
  private phase: 'idle' | 'running' | 'paused' = 'idle';
  private granted = -1;
  private report = 0;
  /** Step of the last report. */
  private told = 0;
  private step = 0;
  private changes: readonly Change[] = [];

  constructor(onReport: (report: Report) => void, onDeath: (trouble: Trouble) => void) {
    this.onReport = onReport;
    this.onDeath = onDeath;
  }

  ready(): void {
    this.say({ type: 'ready', catalogue: SMALL, version: '1.2.3' });
  }

  say(report: Report): void {
    if (!this.closed) this.onReport(report);
  }

  die(failed: string): void {
    this.closed = true;
    this.onDeath({ kind: 'crash', failed, todo: 'Restart the lane.' });
  }

  close(): void {
    this.closed = true;
  }

  /** Last config it was started with. */
  started(): RunConfig | undefined {
    return this.config;
  }

  reached(): number {
    return this.report;
  }

  send(command: Command): void {
    this.sent.push(command);
    this.inbox.push(command);
  }

  /** Hears every command that has come, as a worker does between steps. */
  hear(): boolean {
    const heard = this.inbox.splice(0);
    for (const command of heard) this.obey(command);
    return heard.length > 0;
  }

  /** Pauses by itself over a number that is not finite. */
  trouble(): void {
    this.phase = 'paused';
    this.say({
      type: 'trouble',
      trouble: {
        kind: 'not-finite',
        failed: 'The loss is NaN',
        why: 'Training diverged.',
        todo: 'Lower the learning rate.',
        step: this.step,
      },
    });
    this.say({ type: 'phase', phase: 'paused' });
  }

  private obey(command: Command): void {
    switch (command.type) {
      case 'start':
        this.config = command.config;
        this.changes = [];
        this.granted = -1;
        this.report = 0;
        this.step = 0;
        this.told = 0;
        this.phase = 'running';
        this.say({ type: 'phase', phase: 'loading', doing: 'reading MNIST' });
        this.say({
          type: 'device',
          backend: { name: 'cpu', adapter: 'none', software: false, reason: 'asked' },
        });
        this.say({ type: 'started', config: command.config, parameters: 1000 });
        this.say({ type: 'phase', phase: 'running' });
        this.say(measureAt(0, 0, this.steps()));
        return;
      case 'grant':
        this.granted = Math.max(this.granted, command.report);
        return;
      case 'pause':
        this.enter('running', 'paused');
        return;
      case 'resume':
        this.enter('paused', 'running');
        return;
      case 'step':
        if (this.phase !== 'paused') throw new Error(`"step" came while ${this.phase}`);
        this.step += 1;
        this.tell();
        return;
      case 'stop':
        if (this.phase === 'idle') return;
        this.phase = 'idle';
        this.say({ type: 'phase', phase: 'stopped' });
        return;
      case 'inspect':
        this.say(inspectionAt(this.told));
        return;
      case 'portray':
        this.say(portraitAt(this.told, command.prototype));
        return;
      case 'set':
        this.changes = [...this.changes, { step: this.step, key: command.key, value: command.value }];
        this.say({ type: 'course', changes: this.changes, byHand: [] });
        return;
      case 'ping':
        return;
      default:
        command satisfies never;
    }
  }

  /** One training step; false when it has to wait or has nothing to do. */
  work(): boolean {
    this.hear();
    if (this.phase !== 'running' || this.report >= this.granted) return false;
    this.step += 1;
    this.say({ type: 'pulse', step: this.step, tensors: 0, bytes: 0 });
    if (this.step % PlayedLane.EVERY === 0 || this.step >= this.steps()) this.tell();
    return true;
  }

  private steps(): number {
    return Number(this.config?.['steps'] ?? 20);
  }

  private tell(): void {
    this.report += 1;
    this.told = this.step;
    this.say(measureAt(this.report, this.step, this.steps()));
    if (this.step < this.steps()) return;
    this.phase = 'idle';
    this.say({ type: 'phase', phase: 'done' });
  }

  private enter(from: 'running' | 'paused', to: 'running' | 'paused'): void {
    if (this.phase !== from) return;
    this.phase = to;
    this.say({ type: 'phase', phase: to });
  }
}

/** A store of `count` lanes that are played, in the order in which they were opened. */
export function playedStore(
  count: number,
  page: Partial<StoreHost> = {},
): { readonly store: Store; readonly opened: PlayedLane[] } {
  const opened: PlayedLane[] = [];
  const store = createStore(initial(count, 'cpu'), {
    nextFrame: () => {},
    after: () => {},
    now: () => 0,
    hidden: () => false,
    ...page,
    open: (onReport, onDeath) => {
      const played = new PlayedLane(onReport, onDeath);
      opened.push(played);
      return played;
    },
  });
  return { store, opened };
}
