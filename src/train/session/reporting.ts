import type { Images, Split } from '../../base/images.ts';
import type { Measured } from '../../base/measures.ts';
import type {
  BackendInfo,
  CensusReport,
  Inspection,
  Portrait,
  Question,
  Summary,
} from '../../base/messages.ts';
import { windowSteps } from '../../base/usage-window.ts';
import { reach } from '../../metrics/winners-window.ts';
import { runValues, valuesOf } from '../lane/menu.ts';
import { evaluatesAt } from '../lane/run-knobs.ts';
import { hold, release, type State } from '../lane/state.ts';
import { answerTo } from '../measure/answers.ts';
import { cloudOf, cloudSize } from '../measure/cloud.ts';
import { type Evaluation, evaluate, evaluationSplit } from '../measure/evaluate.ts';
import { Gauge, type GaugeReading } from '../measure/gauge.ts';
import { measureOf } from '../measure/measure-report.ts';
import { Observations } from '../measure/observations.ts';
import { occupiedAndUnique } from '../measure/occupied.ts';
import { drawDirections, oneDraw, type RandomDirections } from '../measure/random-directions.ts';
import { measureReferences, type References } from '../measure/references.ts';
import { summaryOf } from '../measure/summary.ts';
import type { Observation } from '../step/observation.ts';
import type { SessionHost } from './host.ts';
import type { Training } from './training.ts';

/** Milliseconds that a count of many prototypes takes between two steps: half a frame. */
const SLICE = 8;
/** The k-NN baselines take seconds: they wait until the first curves have moved. */
const BASELINE_STEP = 10;
/** Seconds between two words on how far the last count is. */
const PROGRESS_SECONDS = 0.25;

/** The session around a report. */
export interface ReportingHost {
  /** Says what a running lane does while its steps stand still; without words it goes on. */
  say(doing?: string): void;
  /** Lets commands in while the last count goes on. True once the run is over. */
  over(): Promise<boolean>;
}

/** Measures a lane in training and posts what it finds. */
export class Reporting {
  private readonly host: SessionHost;
  private readonly session: ReportingHost;
  private readonly device: BackendInfo;
  /** The images that k-NN, clusters and portraits take. */
  private readonly measured: Split;
  private readonly training: Images;
  private readonly gauge: Gauge;
  private readonly observations = new Observations();
  /** The untrained state, until the references are measured. */
  private untrained: State | undefined;
  private references: References | undefined;
  private directions: RandomDirections | undefined;
  private referred = false;
  private latest: { readonly reading: GaugeReading; readonly evaluation?: Evaluation } | undefined;
  private end: Measured<'end'> | undefined;

  /** Opens the reports on a lane that has not trained yet. */
  constructor(
    { config, state }: Training,
    split: Split,
    device: BackendInfo,
    host: SessionHost,
    session: ReportingHost,
  ) {
    const run = runValues(config);
    this.host = host;
    this.session = session;
    this.device = device;
    this.measured = evaluationSplit(split, run.eval_images);
    this.training = split.train;
    this.gauge = new Gauge(run.K, run.D, run.batch, host.watched);
    this.untrained = hold(state);
  }

  /** True while a count of many prototypes is under way. */
  get counts(): boolean {
    return this.gauge.counts;
  }

  /** Takes a step's observation over, to be read with the next report. */
  observe(observation: Observation): void {
    this.observations.push(observation);
  }

  /** Reads back what the last steps left. Throws a `not-finite` TroubleError on NaN and Inf. */
  read({ lane, state }: Training): Promise<GaugeReading> {
    return this.gauge.read(lane, state, this.observations);
  }

  /** Posts a measure of the current state; the last one also counts, evaluates and describes, unless the run stops. */
  async report(training: Training, reading: GaugeReading): Promise<void> {
    const { config, step, finished } = training;
    if (this.untrained && (step >= BASELINE_STEP || finished)) await this.refer(training, this.untrained);
    if (finished && !(await this.countLast(training))) return;
    const measured = finished ? this.gauge.updated(reading) : reading;
    const evaluation = evaluatesAt(step, runValues(config)) ? await this.evaluation(training) : undefined;
    this.latest = { reading: measured, ...(evaluation ? { evaluation } : {}) };
    this.host.post(measureOf(config, step, training.seconds, measured, evaluation));
  }

  /** Counts many prototypes for a slice of time, if a count is under way. */
  async count(training: Training): Promise<void> {
    if (!this.gauge.counts) return;
    const found = (report: CensusReport) => {
      this.host.post(report);
      this.postBaseline(training);
    };
    const started = this.host.now();
    const milliseconds = await this.gauge.count(SLICE, () => 1000 * this.host.now(), found);
    // it first waits for the steps that the device is still at
    training.spend(this.host.now() - started - milliseconds / 1000);
  }

  /** Answers by the state of the last report, so that the answer is of what is seen. */
  answer(question: Question, { lane, good }: Training): Promise<Inspection | Portrait> {
    return answerTo(question, lane, good, this.measured.train, () => this.host.rest());
  }

  /** The summary of the whole run. Throws an Error before its last report. */
  summary({ step, seconds }: Training): Summary {
    const { latest, end, references } = this;
    if (!latest?.evaluation || !end || !references) throw new Error('a run ends with an evaluation');
    return summaryOf(latest.reading, latest.evaluation, end, {
      ...references,
      steps: step,
      seconds,
      backend: this.device.name,
    });
  }

  dispose(): void {
    this.gauge.dispose();
    this.observations.dispose();
    if (this.untrained) release(this.untrained);
  }

  /** The summary is of the last prototypes, so that their census is waited for, after the first. False once the run
   *  is over. */
  private async countLast(training: Training): Promise<boolean> {
    const { gauge } = this;
    const first = gauge.counts && !gauge.first;
    if (first && !(await this.countOut(training, 'counting random prototypes'))) return false;
    gauge.countLast(training.lane, training.state);
    return this.countOut(training, 'counting prototypes');
  }

  /** Waits for the census under way. False once the run is over. */
  private async countOut(training: Training, doing: string): Promise<boolean> {
    const { host, session, gauge } = this;
    if (!gauge.counts) return true;
    let said = Number.NEGATIVE_INFINITY;
    while (gauge.counts) {
      if (host.now() - said >= PROGRESS_SECONDS) {
        said = host.now();
        session.say(`${doing}, ${Math.floor(100 * gauge.counted)}%`);
      }
      await this.count(training);
      await host.rest();
      if (await session.over()) return false;
    }
    session.say();
    return true;
  }

  private async evaluation({ config, lane, state, finished }: Training): Promise<Evaluation> {
    const { K, D } = runValues(config);
    const kept = finished ? cloudSize(K, this.measured.train.count) : 0;
    this.session.say('measuring k-NN');
    const found = await evaluate(lane, state, this.measured, () => this.host.rest(), kept);
    if (finished)
      this.end = {
        ...cloudOf(found.embeddings, D, K),
        occupiedAndUnique: await occupiedAndUnique(
          lane,
          state,
          found.occupied,
          () => 1000 * this.host.now(),
          () => this.host.rest(),
        ),
      };
    this.session.say();
    return found.evaluation;
  }

  private async refer(run: Training, state: State): Promise<void> {
    const { host, session, measured, training, device } = this;
    const { lane, config } = run;
    const { K, D } = runValues(config);
    session.say('measuring the untrained encoder');
    this.directions = await drawDirections(K, D, () => host.rest());
    this.references = await measureReferences(
      { lane, state, config, device, training, measured },
      (wanted) => host.shared(wanted),
      () => host.rest(),
    );
    release(state);
    this.untrained = undefined;
    session.say();
    this.postBaseline(run);
  }

  /** Posts the references once, as soon as all of them are known. */
  private postBaseline({ config, lane: { method, patches } }: Training): void {
    if (!this.references || this.referred) return;
    const { first } = this.gauge;
    const directions = this.directions ?? (first && oneDraw(first));
    if (!directions) return;
    this.referred = true;
    const { K, batch, steps } = runValues(config);
    const stepRows = 2 * batch * (method.rows === 'patches' ? patches : 1);
    const rows = stepRows * Math.min(steps, windowSteps(stepRows));
    this.host.post({
      type: 'baseline',
      lnK: Math.log(method.classes(K, valuesOf(config, method.knobs, method.id))),
      ...directions,
      usedReach: reach(K, rows),
      agreedReach: reach(K, rows / 2),
      ...this.references,
      bankSize: this.measured.train.count,
      querySize: this.measured.test.count,
    });
  }
}
