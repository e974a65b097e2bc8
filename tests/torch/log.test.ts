import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { replacer } from '../../src/export/json-field.ts';
import { LogReader } from '../../src/torch/log.ts';
import { measureAt } from '../ui/played-lane.ts';

const line = (step: unknown, numbers: object = {}) =>
  `${JSON.stringify({ type: 'measure', step, ...numbers }, replacer)}\n`;
const shares = (value: number) => EPSILONS.map(() => value);

/** The curves of texts, each a file of one run. */
function read(...texts: readonly string[]) {
  const reader = new LogReader();
  const files = texts.map((text) => {
    reader.add(text);
    return reader.endFile();
  });
  return { ...reader.curves(1000, 100), files };
}

describe('a log', () => {
  it('gives a curve a measure, and one an ε', () => {
    const { series, rows, files, unknown } = read(
      line(0, { unique: shares(1), used: 0.5 }) + line(100, { unique: shares(0.25), loss: 3 }),
    );
    expect(series['unique@0.5']).toEqual({ steps: [0, 100], values: [1, 0.25] });
    expect(series['unique@0.001']).toEqual({ steps: [0, 100], values: [1, 0.25] });
    expect(series['used']).toEqual({ steps: [0], values: [0.5] });
    expect(series['loss']).toEqual({ steps: [100], values: [3] });
    expect(rows.map(({ step }) => step)).toEqual([0, 100]);
    expect(files).toEqual([{ measured: 2, restarts: 0 }]);
    expect(unknown).toEqual([]);
  });

  it('takes what the headless runner prints: settings, terms, and counts that come late', () => {
    const plain = { ...measureAt(1, 50, 100), terms: { entropy: 2 } };
    const late = { ...plain, step: 60, unique: [], census: { share: 0.5 } };
    const text = [
      { type: 'ready', catalogue: {}, version: '1' },
      { type: 'started', config: { method: 'dino', prototypes: 'joint', K: 64 }, parameters: 9 },
      plain,
      late,
      { type: 'census', step: 55, unique: shares(0.5), dead: 0.1, uniformity: -1, used: 0.9 },
      { type: 'summary', steps: 100 },
    ]
      .map((report) => `${JSON.stringify(report, replacer)}\n`)
      .join('');
    const { series, config, unknown, files } = read(text);
    expect(config).toEqual({ method: 'dino', prototypes: 'joint', K: 64 });
    expect(series['unique@0.5']?.steps).toEqual([50, 55]);
    expect(series['term.entropy']).toEqual({ steps: [50, 60], values: [2, 2] });
    // a census has counts alone
    expect(series['used']?.steps).toEqual([50, 60]);
    expect(unknown).toEqual([]);
    expect(files[0]?.broken).toBeUndefined();
  });

  it('reads words for NaN and infinity, and Python’s own spelling of them', () => {
    const { series, files } = read(
      '{"type": "measure", "step": 1, "loss": "NaN"}\n{"type":"measure","step":2,"loss":NaN,"unique":[NaN,1,1,1,1,1,1,1]}\n' +
        '{"type": "measure", "step": 3, "loss": Infinity}\n{"type": "measure", "step": 4, "loss": null}\n',
    );
    expect(series['loss']).toEqual({ steps: [1, 2, 3], values: [Number.NaN, Number.NaN, Number.NaN] });
    expect(series['unique@0.005']).toEqual({ steps: [2], values: [1] });
    expect(files[0]).toEqual({ measured: 4, restarts: 0 });
  });

  it('passes over a line that is cut off at the end, and takes a whole one without a line end', () => {
    const whole = line(5, { loss: 2 }).trimEnd();
    const cut = read(line(4, { loss: 1 }) + whole.slice(0, -3));
    expect(cut.series['loss']?.steps).toEqual([4]);
    expect(cut.files[0]?.broken).toBeUndefined();
    expect(read(line(4, { loss: 1 }) + whole).series['loss']?.steps).toEqual([4, 5]);
  });

  it('counts broken lines and names the first', () => {
    const { files, series } = read(
      `${line(1, { loss: 1 })}\n> npm run headless\n${line(2, { loss: 2 })}[1]\n${line('x')}${line(-1)}${line(1.5)}`,
    );
    expect(files[0]?.broken).toEqual({ count: 5, first: 'Line 3 is not JSON: > npm run headless.' });
    expect(series['loss']?.steps).toEqual([1, 2]);
    expect(read(line('x')).files[0]?.broken?.first).toBe('Line 1: step is "x", but must be a number.');
    expect(read('7\n').files[0]?.broken?.first).toBe('Line 1: Its top level is 7, but must be an object.');
  });

  it('leaves out values that cannot be, and keeps the others of the line', () => {
    const { files, series } = read(
      line(1, { unique: [2, ...shares(1).slice(1)], used: -0.5, loss: true, agreed: 1, uniformity: 3 }) +
        line(2, { unique: [1, 1], used: Number.POSITIVE_INFINITY }),
    );
    expect(files[0]?.unfit).toEqual({
      count: 6,
      first: 'Line 1: unique[0] is 2, but must be from 0 to 1.',
    });
    expect(Object.keys(series).sort()).toEqual(
      ['agreed', ...EPSILONS.slice(1).map((epsilon) => `unique@${epsilon}`)].sort(),
    );
    expect(read(line(2, { unique: [1, 1] })).files[0]?.unfit?.first).toBe(
      'Line 1: unique must be a list of 8, one number per ε.',
    );
  });

  it('names unknown numbers once', () => {
    expect(read(line(1, { epoch: 1, loss: 1 }) + line(2, { epoch: 2, wd: 0 })).unknown).toEqual([
      'epoch',
      'wd',
    ]);
  });

  it('merges files by step: later lines win, and other steps and names stay', () => {
    const first = line(0, { loss: 9, lr: 1 }) + line(100, { loss: 8, lr: 1 }) + line(200, { loss: 7 });
    const restart = line(100, { loss: 4 }) + line(300, { loss: 3 });
    const { series, files } = read(first, restart);
    expect(series['loss']).toEqual({ steps: [0, 100, 200, 300], values: [9, 4, 7, 3] });
    expect(series['lr']).toEqual({ steps: [0, 100], values: [1, 1] });
    expect(files.map(({ restarts }) => restarts)).toEqual([0, 0]);
    // a restart that went on in the same file
    const same = read(first + restart);
    expect(same.series).toEqual(series);
    expect(same.files[0]?.restarts).toBe(1);
  });

  it('thins a long curve to its corners, and keeps every number of a short one', () => {
    const reader = new LogReader();
    const steps = Array.from({ length: 20_000 }, (_, i) => i * 10);
    for (const step of steps) reader.add(line(step, { loss: step === 77_770 ? 99 : 1 / (1 + step), lr: 1 }));
    reader.endFile();
    const whole = reader.curves(20_000, 240);
    expect(whole.series['loss']?.steps).toEqual(steps);
    expect(whole.rows.length).toBeLessThanOrEqual(240);
    expect(whole.rows.length).toBeGreaterThan(100);
    expect(whole.rows.at(-1)?.step).toBe(199_990);
    const { loss } = reader.curves(1000, 240).series;
    expect(loss?.steps.length).toBeLessThanOrEqual(1000);
    expect(loss?.steps.length).toBeGreaterThan(400);
    expect(loss?.values).toContain(99);
    expect([loss?.steps[0], loss?.steps.at(-1)]).toEqual([0, 199_990]);
    // its beginning, where collapse happens, is not thinned
    expect(loss?.steps.slice(0, 5)).toEqual([0, 10, 20, 30, 40]);
    expect(loss?.steps).toEqual([...(loss?.steps ?? [])].sort((a, b) => a - b));
  });

  const numbers = fc.record(
    {
      loss: fc.oneof(fc.double(), fc.string()),
      unique: fc.array(fc.double({ min: 0, max: 1.01 }), { minLength: 7, maxLength: 8 }),
      terms: fc.dictionary(fc.string(), fc.anything()),
      knn: fc.anything(),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: [] },
  );
  const report = fc
    .tuple(fc.oneof(fc.nat(50), fc.anything()), numbers)
    .map(([step, rest]) => written({ type: 'measure', step, ...rest }));
  const lines = fc.array(fc.oneof(report, fc.string(), fc.json()), { maxLength: 20 });

  /** JSON of anything; what has none is a word. */
  function written(value: object): string {
    try {
      return JSON.stringify(value, replacer);
    } catch {
      return '{"type": "measure"';
    }
  }

  it('is the same however its text is cut into pieces', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(4000)), (all, cuts) => {
        const text = all.join('\n');
        const ends = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) => a - b);
        const reader = new LogReader();
        ends.slice(1).forEach((end, i) => {
          reader.add(text.slice(ends[i], end));
        });
        const file = reader.endFile();
        const { files, ...whole } = read(text);
        expect(file).toEqual(files[0]);
        expect(reader.curves(1000, 100)).toEqual(whole);
      }),
    );
  });

  it('throws nothing for damaged lines, and keeps only what can be', () => {
    const damaged = fc
      .tuple(lines, fc.nat(), fc.string({ unit: 'binary', maxLength: 5 }))
      .map(([all, at, wild]) => {
        const text = all.join('\n');
        const place = text.length > 0 ? at % text.length : 0;
        return text.slice(0, place) + wild + text.slice(place + wild.length);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        const { series } = read(text);
        for (const [name, { steps, values }] of Object.entries(series)) {
          expect(steps.every((step, i) => Number.isSafeInteger(step) && step > (steps[i - 1] ?? -1))).toBe(
            true,
          );
          if (/^(unique|used|knn)/.test(name))
            expect(values.every((value) => !(value < -1e-4 || value > 1 + 1e-4))).toBe(true);
          expect(values.every((value) => Math.abs(value) !== Number.POSITIVE_INFINITY)).toBe(true);
        }
      }),
    );
  });
});
