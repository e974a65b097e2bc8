import * as tf from '@tensorflow/tfjs';
import { type Change, type Course, NO_COURSE, type Return, type RunConfig } from '../../base/config.ts';
import type { Images } from '../../base/images.ts';
import type { KnobValue } from '../../base/knobs.ts';
import type { Room } from '../../base/messages.ts';
import { random } from '../../base/random.ts';
import { compileFor } from '../../math/kernel/kernel.ts';
import type { Lane } from '../lane/lane.ts';
import { runValues } from '../lane/menu.ts';
import { openLane } from '../lane/open.ts';
import { hold, release, type State } from '../lane/state.ts';
import { type Batch, Batches } from '../step/batches.ts';
import { freeObservation, type Observation } from '../step/observation.ts';
import { step } from '../step/step.ts';
import { backTo, retuned, withChange } from './live.ts';
import { checkRoom } from './sizes.ts';

/** A lane that trains: exactly what it takes to go on later from where it is. It measures nothing. */
export class Training {
  readonly lane: Lane;
  private readonly images: Images;
  private readonly room: Room | undefined;
  private readonly batches: Batches;
  private readonly started: RunConfig;
  private live: RunConfig;
  private changes: readonly Change[] = [];
  private byHand: readonly number[] = [];
  private returns: readonly Return[] = [];
  /** Changes and returns to come, in step order. */
  private planned: readonly Change[];
  private plannedReturns: readonly Return[];
  private current: State;
  private reported: State;
  private spent = 0;
  private readonly now: () => number;

  /** Opens an untrained lane on training images, to which all of `course` will be done; `now` is in seconds. Throws a
   *  `config` TroubleError where `room` is too small for it. */
  constructor(
    config: RunConfig,
    images: Images,
    room: Room | undefined,
    now: () => number,
    course = NO_COURSE,
  ) {
    if (room) checkRoom(config, images, room);
    const { lane, state } = openLane(config, images);
    this.lane = lane;
    this.images = images;
    this.room = room;
    this.now = now;
    this.batches = new Batches(config, images);
    this.started = config;
    this.live = config;
    this.planned = course.changes;
    this.plannedReturns = course.returns ?? [];
    this.current = state;
    this.reported = hold(state);
  }

  /** With its live knobs as they are turned now. */
  get config(): RunConfig {
    return this.live;
  }

  get state(): State {
    return this.current;
  }

  /** The last state that `keep` found good. */
  get good(): State {
    return this.reported;
  }

  get step(): number {
    return this.current.step;
  }

  get finished(): boolean {
    return this.step >= runValues(this.live).steps;
  }

  /** Seconds of training so far. */
  get seconds(): number {
    return this.spent;
  }

  /** Adds seconds in which the device was still at work on steps. */
  spend(seconds: number): void {
    this.spent += seconds;
  }

  /** Counts the time of `work`, which waits for steps, as training. */
  async timed<T>(work: () => Promise<T>): Promise<T> {
    const started = this.now();
    const result = await work();
    this.spend(this.now() - started);
    return result;
  }

  /** Trains one step on the next batch. The caller disposes of its observation. */
  advance(): Observation {
    const started = this.now();
    const { state, seen } = this.trained(this.current, this.batches.next());
    this.current = state;
    this.spend(this.now() - started);
    return seen;
  }

  /** Compiles the programs of a step all at once, which the first step would do one by one. Nothing is trained. */
  async compile(progress: (ready: number, all: number) => void): Promise<void> {
    const rehearse = () => {
      const { state, seen } = this.trained(hold(this.current), this.batches.first());
      release(state);
      freeObservation(seen);
    };
    await compileFor(rehearse, progress);
  }

  /** All that was done to the run so far. */
  get course(): Course {
    const { changes, byHand, returns } = this;
    return { changes, byHand, ...(returns.length > 0 && { returns }) };
  }

  /** Notes that the last step was trained by hand. */
  noteHand(): void {
    this.byHand = [...this.byHand, this.step];
  }

  /** Turns a live knob, and forgets what is planned for it. Throws a `config` TroubleError where the knob or the room
   *  refuses, and changes nothing. */
  turn(key: string, value: KnobValue): void {
    this.take(key, value);
    this.planned = this.planned.filter((change) => change.key !== key);
  }

  /** Makes the next change that is planned for this step. Undefined when none is left, else its key and, if it was
   *  refused, what was thrown. */
  makeChange(): { readonly key: string; readonly thrown?: unknown } | undefined {
    const [next, ...later] = this.planned;
    if (!next || next.step > this.step) return undefined;
    this.planned = later;
    try {
      this.take(next.key, next.value);
      return { key: next.key };
    } catch (thrown) {
      return { key: next.key, thrown };
    }
  }

  /** Leaves out the batches that an earlier run trained in vain before it came back to this step. True if it did. */
  leaveOut(): boolean {
    const [next, ...later] = this.plannedReturns;
    if (!next || next.to > this.step) return false;
    this.plannedReturns = later;
    this.batches.skip(next.from - next.to);
    this.returns = [...this.returns, next];
    return true;
  }

  private take(key: string, value: KnobValue): void {
    const config = retuned(this.live, key, value);
    if (this.room) checkRoom(config, this.images, this.room);
    this.live = config;
    this.changes = withChange(this.changes, { step: this.step, key, value }, this.started);
  }

  /** Makes the current state the good one, to go back to when a number stops being finite. */
  keep(): void {
    release(this.reported);
    this.reported = hold(this.current);
  }

  /** Goes back to the last good state. Batches go on, so that the steps after it see other images. */
  back(): void {
    const from = this.step;
    release(this.current);
    this.current = hold(this.reported);
    this.returns = [...this.returns, { from, to: this.step }];
    this.changes = backTo(this.step, this.changes, this.started);
    this.byHand = this.byHand.filter((step) => step <= this.step);
  }

  dispose(): void {
    this.batches.dispose();
    release(this.current);
    release(this.reported);
  }

  private trained(from: State, batch: Batch): { state: State; seen: Observation } {
    const stream = random(runValues(this.live).seed).fork('method');
    const next = step(this.lane, from, batch.globals, this.live, stream, batch.locals);
    tf.dispose(batch);
    return next;
  }
}
