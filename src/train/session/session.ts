import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../base/config.ts';
import { type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import type { Split } from '../../base/images.ts';
import {
  type BackendChoice,
  type BackendInfo,
  type CensusReport,
  type Command,
  type Phase,
  type Question,
  type Summary,
} from '../../base/messages.ts';
import { random } from '../../base/random.ts';
import { answered, compileFor } from '../../math/kernel/kernel.ts';
import { type Lane, parametersOf } from '../lane/lane.ts';
import { checked, runValues, valuesOf } from '../lane/menu.ts';
import { openLane } from '../lane/open.ts';
import { evaluatesAt, reportIndex, reportsAt } from '../lane/run-knobs.ts';
import { hold, release, type State } from '../lane/state.ts';
import { answerTo, isQuestion } from '../measure/answers.ts';
import { type Cloud, cloudOf, cloudSize } from '../measure/cloud.ts';
import { type Evaluation, evaluate, evaluationSplit } from '../measure/evaluate.ts';
import { Gauge, type Reading } from '../measure/measure.ts';
import { measureOf } from '../measure/measure-report.ts';
import { Observations } from '../measure/observations.ts';
import { measureReferences, type References } from '../measure/references.ts';
import { summaryOf } from '../measure/summary.ts';
import { type Batch, Batches } from '../step/batches.ts';
import { freeObservation, type Observation } from '../step/observation.ts';
import { step } from '../step/step.ts';
import type { SessionHost } from './host.ts';
import { retuned } from './live.ts';
import { loadImages } from './load-images.ts';
import { checkRoom } from './sizes.ts';

const PULSE_SECONDS = 0.25;
/** Milliseconds that a count of many prototypes takes between two steps: half a frame. */
const SLICE = 8;
/** The k-NN baselines take seconds: they wait until the first curves have moved. */
const BASELINE_STEP = 10;

/**
 * One lane from a config to its summary: a plain loop that hears commands between steps and reports through
 * `host.post`. Every failure becomes a `trouble` report and a last phase; nothing starts half.
 */
export async function runSession(
  given: Readonly<Record<string, unknown>>,
  backend: BackendChoice,
  host: SessionHost,
): Promise<void> {
  let lost: Trouble | undefined;
  let session: Session | undefined;
  let giveUp: (trouble: TroubleError) => void = () => {};
  const loss = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  loss.catch(() => {});
  try {
    const config = checked(given);
    host.post({ type: 'phase', phase: 'loading', doing: 'Choosing a backend' });
    const device = await host.openDevice(backend, (trouble) => {
      lost = trouble;
      giveUp(new TroubleError(trouble));
    });
    host.post({ type: 'device', backend: device });
    const split = await loadImages(config, host);
    session = new Session(config, device, split, host, () => lost);
    await Promise.race([session.run(), loss]);
  } catch (thrown) {
    // what a lost device interrupts fails in its own words, and often first: the loss is the cause, and it has come
    // once the device answers
    await answered();
    if (session?.phase === 'done') {
      host.post({ type: 'gone' });
      return;
    }
    host.post({ type: 'trouble', trouble: lost ?? troubleOf(thrown, session ? 'training' : 'starting') });
    host.post({ type: 'phase', phase: 'failed' });
  } finally {
    session?.dispose();
  }
}

class Session {
  private config: RunConfig;
  private readonly device: BackendInfo;
  private readonly split: Split;
  /** What k-NN and prototype accuracy are measured on. */
  private readonly measured: Split;
  private readonly host: SessionHost;
  private readonly lost: () => Trouble | undefined;
  private readonly lane: Lane;
  private readonly batches: Batches;
  private readonly gauge: Gauge;
  private readonly observations = new Observations();
  private state: State;
  /** The state at the last report, to go back to when a number stops being finite. */
  private good: State;
  /** The untrained state, until the baselines are measured. */
  private initial: State | undefined;
  private referred = false;
  private references: References = { knnRandomInit: Number.NaN, knnRawPixels: Number.NaN };
  private latest: { reading: Reading; evaluation?: Evaluation } | undefined;
  /** Of the last state's embeddings. */
  private cloud: Cloud | undefined;
  phase: Phase = 'running';
  private stopped = false;
  private granted = 0;
  private seconds = 0;
  private pulsed = 0;

  constructor(
    config: RunConfig,
    device: BackendInfo,
    split: Split,
    host: SessionHost,
    lost: () => Trouble | undefined,
  ) {
    this.config = config;
    this.device = device;
    this.split = split;
    this.host = host;
    this.lost = lost;
    if (device.room) checkRoom(config, split.train, device.room);
    const { lane, state } = openLane(config, split.train);
    this.lane = lane;
    this.state = state;
    this.good = hold(state);
    this.initial = hold(state);
    const run = runValues(config);
    this.measured = evaluationSplit(split, run.eval_images);
    this.batches = new Batches(config, split.train);
    this.gauge = new Gauge(run.K, run.D, host.watched);
  }

  async run(): Promise<void> {
    const { host } = this;
    host.post({ type: 'started', config: this.config, parameters: parametersOf(this.lane) });
    this.enter('running');
    await this.report();
    const { steps } = runValues(this.config);
    while (this.state.step < steps && !this.stopped) {
      for (let command = host.inbox.poll(); command; command = host.inbox.poll()) await this.hear(command);
      if (this.stopped) break;
      if (this.phase === 'paused' || this.next() > this.granted) {
        // a lane that stands still has time to count
        if (this.gauge.counts) await Promise.all([this.count(), host.rest()]);
        else await this.hear(await host.inbox.next());
        continue;
      }
      if (this.state.step === 0) await this.compile();
      this.train();
      if (reportsAt(this.state.step, runValues(this.config))) await this.report();
      await this.count();
      await host.rest();
    }
    if (this.stopped) return this.enter('stopped');
    host.post(this.summary());
    this.enter('done');
    while (host.watched && !this.stopped) {
      const command = await host.inbox.next();
      if (command.type === 'stop') this.stopped = true;
      else if (isQuestion(command)) await this.answer(command);
    }
  }

  dispose(): void {
    this.stopped = true;
    this.gauge.dispose();
    this.observations.dispose();
    this.batches.dispose();
    for (const state of [this.state, this.good, this.initial]) if (state) release(state);
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.host.post({ type: 'phase', phase });
  }

  /** What a running lane does while its steps stand still. */
  private say(doing?: string): void {
    if (this.phase === 'running')
      this.host.post({ type: 'phase', phase: 'running', ...(doing ? { doing } : {}) });
  }

  /** Number of the report that the next step works towards. */
  private next(): number {
    return reportIndex(this.state.step, runValues(this.config)) + 1;
  }

  private async hear(command: Command): Promise<void> {
    switch (command.type) {
      case 'grant':
        this.granted = Math.max(this.granted, command.report);
        return;
      case 'pause':
        if (this.phase === 'running') this.enter('paused');
        return;
      case 'resume':
        if (this.phase === 'paused') this.enter('running');
        return;
      case 'step':
        if (this.phase !== 'paused') return;
        this.train();
        await this.report();
        return;
      case 'set':
        this.turn(command.key, command.value);
        return;
      case 'stop':
        this.stopped = true;
        return;
      case 'inspect':
      case 'portray':
        return this.answer(command);
      case 'start': // the worker starts sessions; one that runs is stopped first
      case 'ping': // answered by the worker itself
        return;
      default:
        command satisfies never;
    }
  }

  /** Answers by the state of the last report, so that the answer is of what is seen. */
  private async answer(command: Question): Promise<void> {
    const started = this.host.now();
    // the device may still be at the last steps: their time is the training's, what follows is not
    await answered();
    this.seconds += this.host.now() - started;
    const rest = () => this.host.rest();
    this.host.post(await answerTo(command, this.lane, this.good, this.measured.train, rest));
  }

  private turn(key: string, value: string | number | boolean): void {
    try {
      const config = retuned(this.config, key, value);
      if (this.device.room) checkRoom(config, this.split.train, this.device.room);
      this.config = config;
    } catch (thrown) {
      this.host.post({ type: 'trouble', trouble: troubleOf(thrown, `turning ${key}`) });
    }
  }

  /** The first step would compile its programs one by one. */
  private async compile(): Promise<void> {
    const rehearsal = () => {
      const { state, seen } = this.step(hold(this.state), this.batches.first());
      release(state);
      freeObservation(seen);
    };
    await compileFor(rehearsal, (ready, all) =>
      this.say(ready < all ? `compiling kernels, ${ready} of ${all}` : undefined),
    );
  }

  private step(from: State, batch: Batch): { state: State; seen: Observation } {
    const { seed } = runValues(this.config);
    const next = step(this.lane, from, batch.globals, this.config, random(seed).fork('method'), batch.locals);
    tf.dispose(batch);
    return next;
  }

  private train(): void {
    const started = this.host.now();
    const { state, seen } = this.step(this.state, this.batches.next());
    this.state = state;
    this.observations.push(seen);
    const now = this.host.now();
    this.seconds += now - started;
    if (now - this.pulsed < PULSE_SECONDS) return;
    this.pulsed = now;
    const { numTensors, numBytes } = tf.memory();
    this.host.post({ type: 'pulse', step: state.step, tensors: numTensors, bytes: numBytes });
  }

  private async report(): Promise<void> {
    const lost = this.lost();
    if (lost) throw new TroubleError(lost);
    const started = this.host.now();
    let reading: Reading;
    try {
      reading = await this.gauge.read(this.lane, this.state, this.observations);
    } catch (thrown) {
      const trouble = troubleOf(thrown, 'measuring');
      if (trouble.kind !== 'not-finite') throw thrown;
      release(this.state);
      this.state = hold(this.good);
      this.host.post({ type: 'trouble', trouble });
      this.enter('paused');
      return;
    }
    release(this.good);
    this.good = hold(this.state);
    const run = runValues(this.config);
    // a device may still be at work when a step returns: reading back is when its time shows
    this.seconds += this.host.now() - started;
    if (this.initial && (this.state.step >= BASELINE_STEP || this.state.step === run.steps)) {
      this.say('measuring the untrained encoder');
      await this.untrained(this.initial);
      this.say();
      this.baseline();
    }
    if (this.state.step === run.steps) {
      await this.countLast();
      if (this.stopped) return;
      reading = this.gauge.updated(reading);
    }
    const rest = () => this.host.rest();
    let evaluation: Evaluation | undefined;
    if (evaluatesAt(this.state.step, run)) {
      this.say('measuring k-NN');
      const last = this.state.step === run.steps;
      const kept = last ? cloudSize(run.K, this.measured.train.count) : 0;
      const found = await evaluate(this.lane, this.state, this.measured, rest, kept);
      evaluation = found.evaluation;
      if (last) this.cloud = cloudOf(found.embeddings, run.D, run.K);
      this.say();
    }
    this.latest = { reading, ...(evaluation ? { evaluation } : {}) };
    this.host.post(measureOf(this.config, this.state.step, this.seconds, reading, evaluation));
  }

  /** A slice of the census that is under way, if one is. */
  private async count(): Promise<void> {
    if (!this.gauge.counts) return;
    const started = this.host.now();
    const milliseconds = await this.gauge.count(SLICE, () => 1000 * this.host.now(), this.counted);
    // it first waits for the steps that the device is still at
    this.seconds += this.host.now() - started - milliseconds / 1000;
  }

  private readonly counted = (report: CensusReport): void => {
    this.host.post(report);
    this.baseline();
  };

  /** The summary is of the last prototypes: their census is waited for, and before it the first. */
  private async countLast(): Promise<void> {
    if (this.gauge.counts && !this.gauge.random) await this.countOut('counting random prototypes');
    if (this.stopped) return;
    this.gauge.countLast(this.lane, this.state);
    await this.countOut('counting prototypes');
  }

  /** Waits until the census under way is finished, unless "stop" comes: all else is too late for a run at its end. */
  private async countOut(doing: string): Promise<void> {
    if (!this.gauge.counts) return;
    let said = Number.NEGATIVE_INFINITY;
    while (this.gauge.counts && !this.stopped) {
      if (this.host.now() - said >= PULSE_SECONDS) {
        said = this.host.now();
        this.say(`${doing}, ${Math.floor(100 * this.gauge.counted)} %`);
      }
      await this.gauge.count(SLICE, () => 1000 * this.host.now(), this.counted);
      await this.host.rest();
      for (let command = this.host.inbox.poll(); command; command = this.host.inbox.poll())
        if (command.type === 'stop') this.stopped = true;
        else if (isQuestion(command)) await this.answer(command);
    }
    this.say();
  }

  private async untrained(initial: State): Promise<void> {
    const { lane, measured, config, device, host } = this;
    const shared: SessionHost['shared'] = (wanted) => host.shared(wanted);
    const rest = () => host.rest();
    this.references = await measureReferences(lane, initial, measured, config, device, shared, rest);
    release(initial);
    this.initial = undefined;
  }

  /** Posts the references once, as soon as all of them are known. */
  private baseline(): void {
    if (this.initial || this.referred) return;
    const directions = this.gauge.random;
    if (!directions) return;
    const run = runValues(this.config);
    const { method } = this.lane;
    this.referred = true;
    this.host.post({
      type: 'baseline',
      lnK: Math.log(method.classes(run.K, valuesOf(this.config, method.knobs, method.id))),
      uniqueRandom: directions.unique,
      uniformityRandom: directions.uniformity,
      ...this.references,
      bankSize: this.measured.train.count,
      querySize: this.measured.test.count,
    });
  }

  private summary(): Summary {
    const { latest, cloud } = this;
    if (!latest?.evaluation || !cloud) throw new Error('a run ends with an evaluation');
    return summaryOf(latest.reading, latest.evaluation, cloud, {
      ...this.references,
      steps: this.state.step,
      seconds: this.seconds,
      backend: this.device.name,
    });
  }
}
