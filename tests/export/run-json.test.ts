import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { boundsOf, type MeasureRow } from '../../src/base/measure-row.ts';
import { CURVES, RESULTS } from '../../src/base/measures.ts';
import type { Baseline, Measure, Summary } from '../../src/base/messages.ts';
import { floatsIn, packFloats } from '../../src/export/packed-floats.ts';
import { type Beginning, type Run, type RunLane, readRunJson, runJson } from '../../src/export/run-json.ts';
import { NO_NUMBERS, NO_RESULTS } from '../numbers.ts';

// JSON keeps every double but the sign of zero.
const real = fc.double().map((value) => (value === 0 ? 0 : value));
/** Any value from `low` to `high`, or none. */
const within = ([low, high]: readonly [number, number]) =>
  fc.oneof(
    fc.constant(Number.NaN),
    fc.double({ min: low, max: high, noNaN: true }).map((value) => (value === 0 ? 0 : value)),
  );
const share = within([0, 1]);
const shares = fc.array(share, { maxLength: 9 });
const finite = within([-Number.MAX_VALUE, Number.MAX_VALUE]);
const atLeast0 = within([0, Number.MAX_VALUE]);
const uniformity = within([-8, 0]);
const name = fc.string().filter((key) => key !== '__proto__');
const byName = (value: fc.Arbitrary<number>) => fc.dictionary(name, value, { noNullPrototype: true });
const count = fc.nat();
const backendName = fc.constantFrom('webgpu' as const, 'wasm' as const, 'cpu' as const);

const ascending = fc.uniqueArray(count, { maxLength: 9 }).map((steps) => [...steps].sort((a, b) => a - b));
const series = ascending.chain((steps) =>
  fc.array(finite, { minLength: steps.length, maxLength: steps.length }).map((values) => ({ steps, values })),
);

const floats = (low: number, high: number) =>
  fc
    .float32Array({ min: low, max: high, maxLength: 20 })
    .map((values) => values.map((value) => (value === 0 ? 0 : value)));

function measuredBy(row: MeasureRow): fc.Arbitrary<number | number[]> {
  const value = within(boundsOf(row));
  return row.perEpsilon ? fc.array(value, { maxLength: 9 }) : value;
}

/** Numbers of these rows, in every combination of those that may be left out. */
function numbers(rows: readonly MeasureRow[]) {
  const required = rows.filter(({ when }) => when !== 'training' && when !== 'evaluation');
  return fc.record(Object.fromEntries(rows.map((row) => [row.id, measuredBy(row)])), {
    requiredKeys: required.map(({ id }) => id),
  });
}

const measure: fc.Arbitrary<Measure> = fc
  .tuple(
    numbers(CURVES),
    fc.record(
      {
        type: fc.constant('measure' as const),
        report: count,
        step: count,
        steps: count,
        seconds: atLeast0,
        stepsPerSecond: atLeast0,
        secondsLeft: real,
        terms: byName(finite),
        angles: floats(-3, 3),
        census: fc.record({ step: count, share }, { requiredKeys: ['share'] }),
        sampled: count,
        representatives: fc.uint16Array({ maxLength: 6 }),
        picture: fc.record({ places: floats(-1, 1), wins: floats(0, 1), cloud: floats(-1, 1) }),
      },
      {
        requiredKeys: [
          'type',
          'report',
          'step',
          'steps',
          'seconds',
          'stepsPerSecond',
          'secondsLeft',
          'terms',
          'angles',
        ],
      },
    ),
  )
  .map(([measured, rest]) => ({
    ...NO_NUMBERS,
    ...measured,
    ...rest,
    steps: Math.max(rest.step, rest.steps),
  }));

const baseline: fc.Arbitrary<Baseline> = fc.record({
  type: fc.constant('baseline' as const),
  lnK: atLeast0,
  uniqueRandom: shares,
  uniqueRandomLow: shares,
  uniqueRandomHigh: shares,
  uniformityRandom: uniformity,
  uniformityRandomLow: uniformity,
  uniformityRandomHigh: uniformity,
  randomDraws: count,
  usedReach: share,
  agreedReach: share,
  knnRandomInit: share,
  knnUntrained: share,
  knnRawPixels: share,
  bankSize: count,
  querySize: count,
});

const summary: fc.Arbitrary<Summary> = fc
  .tuple(
    fc.record(
      Object.fromEntries(
        RESULTS.map((row) => {
          const value = within(boundsOf(row));
          return [row.id, row.perEpsilon ? byName(value) : value];
        }),
      ),
    ),
    fc.record({
      knnRandomInit: share,
      knnUntrained: share,
      knnRawPixels: share,
      steps: count,
      seconds: atLeast0,
      backend: backendName,
    }),
  )
  .map(([results, rest]) => ({ ...NO_RESULTS, ...results, ...rest }));

const beginning: fc.Arbitrary<Beginning> = fc.record(
  { epsilon: real, onset: count, firstMerge: fc.record({ step: count, pair: fc.tuple(count, count) }) },
  { requiredKeys: ['epsilon'] },
);

const inOrder = (measures: Measure[]) => [...measures].sort((a, b) => a.step - b.step);

const lane: fc.Arbitrary<RunLane> = fc.record(
  {
    // a K would have to fit the pictures
    config: fc.dictionary(
      name.filter((key) => key !== 'K'),
      fc.oneof(real.filter(Number.isFinite), fc.string(), fc.boolean()),
      {
        noNullPrototype: true,
      },
    ),
    backend: fc.record(
      {
        name: backendName,
        adapter: fc.string(),
        software: fc.boolean(),
        reason: fc.string(),
        room: fc.record({ tensor: real, total: real }, { requiredKeys: ['tensor'] }),
      },
      { requiredKeys: ['name', 'adapter', 'software', 'reason'] },
    ),
    baseline,
    series: fc.dictionary(name, series, { noNullPrototype: true }),
    final: measure,
    snapshots: fc.uniqueArray(measure, { maxLength: 2, selector: ({ step }) => step }).map(inOrder),
    label: fc.string(),
    began: fc.array(beginning, { maxLength: 2 }),
    summary,
  },
  { requiredKeys: ['config', 'backend', 'series'] },
);

const run: fc.Arbitrary<Run> = fc.record(
  {
    createdAt: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    playground: fc.string(),
    commit: fc.string(),
    lanes: fc.array(lane, { maxLength: 3 }),
  },
  { requiredKeys: ['createdAt', 'playground', 'lanes'] },
);

/** A report of numbers that say nothing. */
const AT_REST: Measure = {
  ...NO_NUMBERS,
  type: 'measure',
  report: 0,
  step: 0,
  steps: 1,
  seconds: 0,
  stepsPerSecond: 0,
  secondsLeft: 0,
  terms: {},
  angles: new Float32Array(0),
};

const SMALL: Run = {
  createdAt: '2026-01-02T03:04:05.000Z',
  playground: '0.1.0',
  lanes: [
    {
      config: { method: 'carp', K: 512 },
      backend: { name: 'wasm', adapter: 'wasm SIMD', software: false, reason: 'no adapter' },
      series: { loss: { steps: [10], values: [5.5] } },
    },
  ],
};

/** SMALL's file with something changed. */
function changed(edit: (file: ReturnType<typeof parsed>) => void): string {
  const file = parsed();
  edit(file);
  return JSON.stringify(file);
}

function parsed() {
  return JSON.parse(runJson(SMALL));
}

function refusal(text: string): string {
  try {
    readRunJson(text);
  } catch (error) {
    if (error instanceof TroubleError && error.trouble.kind === 'data') return error.message;
    throw error;
  }
  return 'nothing was refused';
}

describe('run JSON', () => {
  it('reads the run that it wrote, with non-finite numbers and angles', () => {
    fc.assert(
      fc.property(run, (given) => {
        expect(readRunJson(runJson(given))).toEqual(given);
      }),
    );
  });

  it('packs the long arrays of snapshots as little-endian float32 in base64', () => {
    const floats = Float32Array.of(1, -2.5, Number.NaN);
    const text = packFloats(floats).float32;
    expect(text).toBe('AACAPwAAIMAAAMB/');
    expect(Array.from(floatsIn({ value: { float32: text }, path: 'x' }))).toEqual([1, -2.5, Number.NaN]);
    expect(Array.from(floatsIn({ value: [1, 'NaN'], path: 'x' }))).toEqual([1, Number.NaN]);
    for (const wrong of ['AAA', '###', 7])
      expect(() => floatsIn({ value: { float32: wrong }, path: 'x' })).toThrow(/x\.float32/);
  });

  it('writes of representatives only what differs from the report before', () => {
    const of = (step: number, last: number) => ({
      ...{ ...AT_REST, step, steps: 3 },
      representatives: Uint16Array.from([0, 1, 2, 3, 4, last]),
    });
    const steady = [of(0, 5), of(1, 0), of(2, 0)];
    const text = runJson({ ...SMALL, lanes: [{ ...SMALL.lanes[0], snapshots: steady }] });
    const written = JSON.parse(text).lanes[0].snapshots;
    expect(written[0].representatives).toEqual({ uint16: 'AAABAAIAAwAEAAUA' });
    expect(written[1].representatives).toEqual({ changed: 'BQAAAA==' });
    expect(written[2].representatives).toEqual({ changed: '' });
    expect(readRunJson(text).lanes[0].snapshots).toEqual(steady);
    // the first has none before it to differ from
    expect(
      refusal(
        JSON.stringify({
          ...JSON.parse(text),
          lanes: [{ ...JSON.parse(text).lanes[0], snapshots: written.slice(1) }],
        }),
      ),
    ).toMatch(/snapshots\[0\]\.representatives\.changed/);
  });

  it('opens files from before random directions had a range', () => {
    fc.assert(
      fc.property(baseline, (given) => {
        const file = JSON.parse(runJson({ ...SMALL, lanes: [{ ...SMALL.lanes[0], baseline: given }] }));
        const old = file.lanes[0].baseline;
        for (const key of Object.keys(old)) if (/Low|High|Draws/.test(key)) delete old[key];
        const { uniqueRandom, uniformityRandom } = given;
        expect(readRunJson(JSON.stringify(file)).lanes[0].baseline).toEqual({
          ...given,
          uniqueRandomLow: uniqueRandom,
          uniqueRandomHigh: uniqueRandom,
          uniformityRandomLow: uniformityRandom,
          uniformityRandomHigh: uniformityRandom,
          randomDraws: Number.NaN,
        });
      }),
      { numRuns: 20 },
    );
  });

  it('opens files from before the untrained encoder was calibrated', () => {
    fc.assert(
      fc.property(lane, (given) => {
        const file = JSON.parse(runJson({ ...SMALL, lanes: [given] }));
        for (const part of [file.lanes[0].baseline, file.lanes[0].summary]) delete part?.knnUntrained;
        const [{ baseline, summary }] = readRunJson(JSON.stringify(file)).lanes;
        expect(baseline?.knnUntrained ?? Number.NaN).toBeNaN();
        expect(summary?.knnUntrained ?? Number.NaN).toBeNaN();
      }),
      { numRuns: 20 },
    );
  });

  it('opens files from before settings and measures were renamed', () => {
    fc.assert(
      fc.property(lane, (given) => {
        const now = { ...given, config: { ...given.config, update: 'encoder' } };
        const file = JSON.parse(runJson({ ...SMALL, lanes: [now] }));
        const [{ config, summary }] = file.lanes;
        config.advance = config.update;
        delete config.update;
        if (summary) {
          summary.ceiling = summary.embeddingDiversity;
          summary.prototypeAccuracy = summary.purity;
          delete summary.embeddingDiversity;
          delete summary.purity;
        }
        expect(readRunJson(JSON.stringify(file)).lanes).toEqual([now]);
      }),
      { numRuns: 20 },
    );
  });

  it('names its format and version', () => {
    expect(parsed()).toMatchObject({
      format: 'proto-playground-run',
      version: 1,
      createdAt: SMALL.createdAt,
    });
  });

  it.each([
    ['text that is not JSON', 'step,loss', /not JSON/],
    [
      'another format',
      changed((f) => {
        f.format = 'weights';
      }),
      /format is "weights".*proto-playground-run/,
    ],
    ['no object at all', '[1]', /Its top level is \[1\], but must be an object/],
    [
      'a newer version',
      changed((f) => {
        f.version = 2;
      }),
      /version 2.*version 1 or older.*newer playground/,
    ],
    [
      'a version that is no number',
      changed((f) => {
        f.version = 0.5;
      }),
      /version is 0\.5/,
    ],
    [
      'missing lanes',
      changed((f) => {
        delete f.lanes;
      }),
      /lanes is nothing.*a list/,
    ],
    [
      'a missing config',
      changed((f) => {
        delete f.lanes[0].config;
      }),
      /lanes\[0\]\.config is nothing/,
    ],
    [
      'a list as config',
      changed((f) => {
        f.lanes[0].config = [];
      }),
      /lanes\[0\]\.config.*an object/,
    ],
    [
      'a nested knob',
      changed((f) => {
        f.lanes[0].config.K = {};
      }),
      /lanes\[0\]\.config\.K/,
    ],
    [
      'an unknown backend',
      changed((f) => {
        f.lanes[0].backend.name = 'cuda';
      }),
      /"cuda".*webgpu, wasm or cpu/,
    ],
    [
      'a software flag as text',
      changed((f) => {
        f.lanes[0].backend.software = 'no';
      }),
      /true or false/,
    ],
    [
      'a series with a lost value',
      changed((f) => {
        f.lanes[0].series.loss.values = [];
      }),
      /as many values as steps \(1\)/,
    ],
    [
      'a text among numbers',
      changed((f) => {
        f.lanes[0].series.loss.values = ['5.5'];
      }),
      /lanes\[0\]\.series\.loss\.values\[0\] is "5\.5"/,
    ],
    [
      'a final report without angles',
      changed((f) => {
        f.lanes[0].final = { type: 'measure' };
      }),
      /lanes\[0\]\.final\./,
    ],
  ])('refuses %s', (_what, text, message) => {
    expect(refusal(text)).toMatch(message);
  });
});
