import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that a part looked at: what it found, or why it found nothing. */
export type Item<F = object> = {
  readonly name: string;
  readonly seconds?: number;
  /** The reason why it was not tried. */
  readonly skipped?: string;
  /** The error that it threw. */
  readonly failure?: string;
} & Partial<F>;

/** The record that a part leaves in `PART.json`. */
export interface PartResult<F = object> {
  readonly part: string;
  readonly quick: boolean;
  readonly items: readonly Item<F>[];
  readonly seconds?: number;
  /** The item at work when this was written: what a part hangs on. */
  readonly at?: string;
  /** The error that ended the part before its last item. */
  readonly ended?: string;
  /** The fate of the GPU's device. */
  readonly trouble?: readonly string[];
}

/** Time that is kept back for writing, in seconds. */
const SPARE = 3;
const LONGEST = 1500;

/** A part's result so far. It is written after every item, so that a part that is cut off keeps what it had. */
export class PartRecord {
  readonly quick: boolean;
  /** The folder of the part's files. */
  readonly folder: string;
  private readonly part: string;
  private readonly limit: number;
  private readonly started = performance.now();
  private readonly items: Item[] = [];
  private readonly troubles: string[] = [];
  private at = '';
  private ended: string | undefined;

  /** `limit` in seconds. */
  constructor(part: string, folder: string, limit: number, quick: boolean) {
    this.part = part;
    this.folder = folder;
    this.limit = limit;
    this.quick = quick;
    mkdirSync(folder, { recursive: true });
  }

  /** Seconds until the part is cut off. */
  get left(): number {
    return this.limit - this.seconds;
  }

  get failed(): boolean {
    return this.ended !== undefined;
  }

  /** Does one thing and records what it found; what it throws is recorded, and the next goes on. */
  async item<F extends object>(name: string, work: () => F | Promise<F>): Promise<F | undefined> {
    if (this.left < SPARE) {
      this.add({ name, skipped: 'no time left' });
      return undefined;
    }
    const from = performance.now();
    this.turnTo(name);
    try {
      const found = await work();
      this.add({ name, ...found, seconds: (performance.now() - from) / 1000 });
      this.say(`${name}: ${JSON.stringify(found).slice(0, 240)}`);
      return found;
    } catch (thrown) {
      const failure = wordsOf(thrown);
      this.add({ name, failure, seconds: (performance.now() - from) / 1000 });
      this.say(`${name} FAILED: ${firstLine(failure)}`);
      return undefined;
    }
  }

  /** Names what is at work, so that a hang can be told. */
  turnTo(name: string): void {
    this.at = name;
    this.save();
  }

  trouble(came: string): void {
    this.troubles.push(came);
    this.say(`DEVICE: ${came}`);
    this.save();
  }

  /** Records what ended the part early. */
  end(thrown: unknown): void {
    this.ended = wordsOf(thrown);
    this.say(`FAILED: ${firstLine(this.ended)}`);
    this.save();
  }

  say(line: string): void {
    process.stderr.write(`[${this.part} ${this.seconds.toFixed(1)} s] ${line}\n`);
  }

  save(): void {
    const result: PartResult = {
      part: this.part,
      quick: this.quick,
      items: this.items,
      seconds: this.seconds,
      at: this.at,
      ...(this.ended === undefined ? {} : { ended: this.ended }),
      ...(this.troubles.length === 0 ? {} : { trouble: this.troubles }),
    };
    writeFileSync(join(this.folder, `${this.part}.json`), JSON.stringify(result, plain, 1));
  }

  private get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  private add(item: Item): void {
    this.items.push(item);
    this.save();
  }
}

/** JSON has no NaN and no infinity: they become words. */
const plain = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

const wordsOf = (thrown: unknown) =>
  (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)).slice(0, LONGEST);

const firstLine = (text: string) => text.split('\n')[0] ?? '';
