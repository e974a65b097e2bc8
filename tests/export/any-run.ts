import fc from 'fast-check';
import type { Course } from '../../src/base/config.ts';
import { boundsOf, type MeasureRow, namesOf } from '../../src/base/measure-row.ts';
import { CURVES, RESULTS } from '../../src/base/measures.ts';
import type { Baseline, Measure, Summary } from '../../src/base/messages.ts';
import type { Beginning, Run, RunLane } from '../../src/export/run-json.ts';
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

const setting = fc.oneof(real.filter(Number.isFinite), fc.string(), fc.boolean());
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

export const baseline: fc.Arbitrary<Baseline> = fc.record({
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

const ordered = (steps: number[]) => [...steps].sort((a, b) => a - b);
/** The changes to a run, at least one. */
const course: fc.Arbitrary<Course> = fc.record(
  {
    changes: fc
      .array(count, { minLength: 1, maxLength: 3 })
      .chain((steps) =>
        fc.tuple(
          ...ordered(steps).map((step) => fc.record({ step: fc.constant(step), key: name, value: setting })),
        ),
      ),
    byHand: ascending,
    returns: fc
      .tuple(count, fc.integer({ min: 1, max: 1000 }))
      .map(([to, steps]) => [{ from: to + steps, to }]),
  },
  { requiredKeys: ['changes', 'byHand'] },
);

/** Names of curves whose values have a range: short ones such as "lr" do come up. */
const MEASURED: ReadonlySet<string> = new Set(CURVES.flatMap(namesOf));

export const lane: fc.Arbitrary<RunLane> = fc.record(
  {
    // a K would have to fit the pictures
    config: fc.dictionary(
      name.filter((key) => key !== 'K'),
      setting,
      {
        noNullPrototype: true,
      },
    ),
    course,
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
    series: fc.dictionary(
      name.filter((key) => !MEASURED.has(key)),
      series,
      { noNullPrototype: true },
    ),
    final: measure,
    snapshots: fc.uniqueArray(measure, { maxLength: 2, selector: ({ step }) => step }).map(inOrder),
    label: fc.string(),
    began: fc.array(beginning, { maxLength: 2 }),
    summary,
  },
  { requiredKeys: ['config', 'backend', 'series'] },
);

/** Any run whose numbers can be. */
export const run: fc.Arbitrary<Run> = fc.record(
  {
    createdAt: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    playground: fc.string(),
    commit: fc.string(),
    lanes: fc.array(lane, { maxLength: 3 }),
  },
  { requiredKeys: ['createdAt', 'playground', 'lanes'] },
);
