import { said } from '../base/errors.ts';
import type { Planned } from './plan.ts';
import type { Listener, RunOutcome } from './runs.ts';

/** Seconds between two lines about runs under way. */
const PULSE = 10;

/** Seconds as "40 s", "12 min", "1 h 05 min". */
function clockTime(seconds: number): string {
  if (!(seconds < Number.POSITIVE_INFINITY)) return 'unknown';
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Reports progress on the table, a line at a time. It estimates the time left by the mean of the runs so far; `now`
 *  is in seconds. */
export class Progress implements Listener {
  private readonly say: (line: string) => void;
  private readonly now: () => number;
  private readonly shares = new Map<string, number>();
  private all = 0;
  private kept = 0;
  private done = 0;
  private started = 0;
  private told = 0;

  constructor(say: (line: string) => void, now: () => number) {
    this.say = say;
    this.now = now;
  }

  begun(all: number, kept: number): void {
    this.all = all;
    this.kept = kept;
    this.started = this.now();
    this.told = this.started;
    this.say(`${all} runs, ${kept} of them made before, ${all - kept} to make`);
  }

  broken(file: string, why: string): void {
    this.say(`Cannot read ${file} (${why}). The run is made again.`);
  }

  at(run: Planned, share: number): void {
    this.shares.set(run.file, share);
    if (share === 0 || this.now() - this.told < PULSE) return;
    this.told = this.now();
    this.say(`${this.place()}  ${name(run)}: ${Math.floor(100 * share)}%, ${this.left()}`);
  }

  ended({ run, lane, trouble }: RunOutcome): void {
    this.shares.delete(run.file);
    this.done++;
    this.told = this.now();
    const how = lane ? 'done' : `failed: ${trouble ? said(trouble) : 'no reason given'}`;
    this.say(`${this.place()}  ${name(run)}: ${how}, ${this.left()}`);
  }

  private place(): string {
    return `${this.kept + this.done}/${this.all}`;
  }

  private left(): string {
    const underWay = [...this.shares.values()].reduce((sum, share) => sum + share, 0);
    const made = this.done + underWay;
    const left = this.all - this.kept - made;
    if (this.kept + this.done === this.all) return 'nothing left';
    return `about ${clockTime(((this.now() - this.started) / made) * left)} left`;
  }
}

const name = ({ system, seed }: Planned) => `${system.label}, seed ${seed}`;
