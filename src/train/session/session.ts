import * as tf from '@tensorflow/tfjs';
import type { Course, RunConfig } from '../../base/config.ts';
import { type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import type { Split } from '../../base/images.ts';
import type { KnobValue } from '../../base/knobs.ts';
import type { BackendInfo, Command, Phase, Question } from '../../base/messages.ts';
import { answered } from '../../math/kernel/kernel.ts';
import { parametersOf } from '../lane/lane.ts';
import { runValues } from '../lane/menu.ts';
import { reportIndex, reportsAt } from '../lane/run-knobs.ts';
import { isQuestion } from '../measure/answers.ts';
import type { GaugeReading } from '../measure/gauge.ts';
import type { SessionHost } from './host.ts';
import { Reporting } from './reporting.ts';
import { Training } from './training.ts';

/** Seconds between two signs of life of a lane that trains. */
const PULSE_SECONDS = 0.25;

/** The phases of a run, the commands that it hears, and the loop between them. */
export class Session {
  private readonly host: SessionHost;
  private readonly lost: () => Trouble | undefined;
  private readonly training: Training;
  private readonly reporting: Reporting;
  /** Steps after which a repeated run reports, because they were trained by hand. */
  private readonly alsoReports: ReadonlySet<number>;
  private phase: Phase = 'running';
  private granted = 0;
  private pulsed = 0;

  constructor(
    config: RunConfig,
    device: BackendInfo,
    split: Split,
    host: SessionHost,
    lost: () => Trouble | undefined,
    course: Course,
  ) {
    this.host = host;
    this.lost = lost;
    this.training = new Training(config, split.train, device.room, () => host.now(), course);
    this.alsoReports = new Set(course.byHand);
    this.reporting = new Reporting(this.training, split, device, host, {
      say: (doing) => this.say(doing),
      over: () => this.hearAtEnd(),
    });
  }

  get done(): boolean {
    return this.phase === 'done';
  }

  /** Resolves once the run is over and nobody may ask about it any more. */
  async run(): Promise<void> {
    const { host, training, reporting } = this;
    host.post({ type: 'started', config: training.config, parameters: parametersOf(training.lane) });
    this.enter('running');
    await this.report();
    while (!training.finished && !this.over) await this.proceed();
    if (this.over) return;
    host.post(reporting.summary(training));
    this.enter('done');
    while (host.watched && this.done) {
      const command = await host.inbox.next();
      if (command.type === 'stop') return;
      if (isQuestion(command)) await this.answer(command);
    }
  }

  /** Ends the run wherever it is, without a word. */
  dispose(): void {
    this.phase = 'stopped';
    this.reporting.dispose();
    this.training.dispose();
  }

  /** True once nothing more may happen. */
  private get over(): boolean {
    return this.phase === 'stopped';
  }

  private enter(phase: Phase): void {
    this.phase = phase;
    this.host.post({ type: 'phase', phase });
  }

  private say(doing?: string): void {
    if (this.phase === 'running')
      this.host.post({ type: 'phase', phase: 'running', ...(doing ? { doing } : {}) });
  }

  /** One turn of the loop: hears commands, then trains a step where it may, or waits. */
  private async proceed(): Promise<void> {
    const { host, training, reporting } = this;
    for (let command = host.inbox.poll(); command; command = host.inbox.poll()) await this.hear(command);
    // a step by hand among them may have been the last
    if (this.over || training.finished) return;
    this.changePlanned();
    const run = runValues(training.config);
    if (this.phase === 'paused' || reportIndex(training.step, run) + 1 > this.granted) {
      // a lane that stands still has time to count
      if (reporting.counts) await Promise.all([reporting.count(training), host.rest()]);
      else await this.hear(await host.inbox.next());
      return;
    }
    if (training.step === 0)
      await training.compile((ready, all) =>
        this.say(ready < all ? `compiling kernels, ${ready} of ${all}` : undefined),
      );
    this.train();
    const again = this.alsoReports.has(training.step);
    if (again) this.noteHand();
    if (again || reportsAt(training.step, run)) await this.report();
    await reporting.count(training);
    await host.rest();
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
        // of a burst at the end, those beyond the last step come too late
        if (this.phase !== 'paused' || this.training.finished) return;
        this.changePlanned();
        this.train();
        this.noteHand();
        await this.report();
        return;
      case 'set':
        this.set(command.key, command.value);
        return;
      case 'stop':
        if (!this.over) this.enter('stopped');
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

  /** Hears "stop" and questions alone: all else is too late for a run at its end. */
  private async hearAtEnd(): Promise<boolean> {
    for (let command = this.host.inbox.poll(); command; command = this.host.inbox.poll())
      if (command.type === 'stop' || isQuestion(command)) await this.hear(command);
    return this.over;
  }

  private set(key: string, value: KnobValue): void {
    try {
      this.training.turn(key, value);
      this.tellCourse();
    } catch (thrown) {
      this.refuse(key, thrown);
    }
  }

  /** Does what is planned for this step. */
  private changePlanned(): void {
    let made = false;
    while (this.training.leaveOut()) made = true;
    for (let next = this.training.makeChange(); next; next = this.training.makeChange()) {
      if (next.thrown === undefined) made = true;
      else this.refuse(next.key, next.thrown);
    }
    if (made) this.tellCourse();
  }

  private refuse(key: string, thrown: unknown): void {
    this.host.post({
      type: 'trouble',
      trouble: troubleOf(thrown, `changing ${key}`, 'The run goes on as before'),
    });
  }

  private noteHand(): void {
    this.training.noteHand();
    this.tellCourse();
  }

  private tellCourse(): void {
    this.host.post({ type: 'course', ...this.training.course });
  }

  private train(): void {
    this.reporting.observe(this.training.advance());
    const now = this.host.now();
    if (now - this.pulsed < PULSE_SECONDS) return;
    this.pulsed = now;
    const { numTensors, numBytes } = tf.memory();
    this.host.post({ type: 'pulse', step: this.training.step, tensors: numTensors, bytes: numBytes });
  }

  /** Measures the current state, or goes back to the last good one and pauses where a number is not finite. */
  private async report(): Promise<void> {
    const { host, training, reporting } = this;
    const lost = this.lost();
    if (lost) throw new TroubleError(lost);
    let reading: GaugeReading;
    try {
      // a device may still be at work when a step returns: reading back is when its time shows
      reading = await training.timed(() => reporting.read(training));
    } catch (thrown) {
      const trouble = troubleOf(thrown, 'measuring', 'Start this run again');
      if (trouble.kind !== 'not-finite') throw thrown;
      training.back();
      this.tellCourse();
      host.post({ type: 'trouble', trouble });
      this.enter('paused');
      return;
    }
    training.keep();
    await reporting.report(training, reading);
  }

  private async answer(question: Question): Promise<void> {
    // the device may still be at the last steps, whose time is the training's
    await this.training.timed(answered);
    this.host.post(await this.reporting.answer(question, this.training));
  }
}
