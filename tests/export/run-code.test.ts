import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import { random } from '../../src/base/random.ts';
import { readRunJson } from '../../src/export/read-run.ts';
import { type CodedRuns, codeOf, readCode } from '../../src/export/run-code.ts';
import type { RunLane } from '../../src/export/run-json.ts';

const file = new URL('../../public/recorded/carp.json.gz', import.meta.url);
const recorded = readRunJson(gunzipSync(readFileSync(file)).toString());
/** The default lanes after 500 steps. */
const { lanes } = recorded;
const AT = 7;

const coded = (some: readonly (RunLane | undefined)[]): CodedRuns => ({
  epsilon: AT,
  address: 'v=2',
  createdAt: recorded.createdAt,
  playground: recorded.playground,
  lanes: some,
  marked: some.map(() => undefined),
});
const read = (code: string, address = 'v=2', some: readonly (RunLane | undefined)[] = lanes) =>
  readCode(
    code,
    address,
    some.map((lane) => lane?.config ?? {}),
  );
const code = codeOf(coded(lanes));

/** A code with something else in it. */
function changed(change: (value: Record<string, unknown>) => unknown): string {
  const bytes = Buffer.from(code, 'base64url');
  const value = JSON.parse(strFromU8(inflateSync(bytes))) as Record<string, unknown>;
  return Buffer.from(deflateSync(strToU8(JSON.stringify(change(value) ?? value)))).toString('base64url');
}
/** Its first lane. */
const first = (value: Record<string, unknown>) =>
  (value['lanes'] as Record<string, Record<string, unknown>>[])[0];

/** The reason why a code is refused. */
function why(text: string, address?: string): string {
  try {
    read(text, address);
  } catch (thrown) {
    if (thrown instanceof TroubleError) return `${thrown.trouble.failed}. ${thrown.trouble.why}`;
    throw thrown;
  }
  return 'nothing';
}

describe('the results in a link', () => {
  it('take at most 6 kB for the two default lanes of 500 steps, and only letters of an address', () => {
    expect(code.length).toBeLessThanOrEqual(6000);
    expect(code).toMatch(/^[\w-]+$/);
  });

  it('take at most 16 kB for six lanes that have nothing in common', () => {
    const source = random(1);
    const six = Array.from({ length: 6 }, (_, i): RunLane => {
      const lane = lanes[i % 2];
      const series = Object.entries(lane.series).map(([name, { steps, values }]) => [
        name,
        { steps, values: values.map((value) => value * (0.9 + 0.1 * source.uniform())) },
      ]);
      const final = lane.final && {
        ...lane.final,
        angles: lane.final.angles.map(() => 3 * source.uniform()),
      };
      return { ...lane, label: `lane ${i}`, series: Object.fromEntries(series), ...(final && { final }) };
    });
    expect(codeOf(coded(six)).length).toBeLessThanOrEqual(16_000);
  });

  it('come back with their last numbers to six digits, and curves to a thousandth of their range', () => {
    const back = read(code);
    expect(back).toMatchObject({ epsilon: AT, createdAt: recorded.createdAt });
    back.lanes.forEach((lane, i) => {
      const before = lanes[i];
      expect(lane?.config).toEqual(before.config);
      expect(lane?.summary?.knn).toBeCloseTo(before.summary?.knn ?? Number.NaN, 6);
      expect(lane?.final?.unique.map((value) => value.toFixed(5))).toEqual(
        before.final?.unique.map((value) => value.toFixed(5)),
      );
      expect(lane?.final?.angles).toHaveLength(before.final?.angles.length ?? 0);
      for (const name of ['unique@0.5', 'agreedAndUnique@0.5', 'loss', 'knn', 'used']) {
        const [thin, whole] = [lane?.series[name], before.series[name]];
        const range = Math.max(...whole.values) - Math.min(...whole.values);
        expect(thin?.steps.at(-1), name).toBe(whole.steps.at(-1));
        thin?.steps.forEach((step, k) => {
          const value = whole.values[whole.steps.indexOf(step)];
          expect(Math.abs(thin.values[k] - value), `${name} at ${step}`).toBeLessThanOrEqual(range / 1000);
        });
      }
    });
  });

  it('keep the points that are marked, and lanes without a run as such', () => {
    const steps = lanes[0].series['loss'].steps;
    const kept = read(codeOf(coded(lanes))).lanes[0]?.series['loss'].steps ?? [];
    const dropped = steps.find((step) => !kept.includes(step)) ?? 0;
    const back = read(codeOf({ ...coded([lanes[0], undefined]), marked: [dropped, undefined] }));
    expect(back.lanes[0]?.series['loss'].steps).toContain(dropped);
    expect(back.lanes[1]).toBeUndefined();
  });

  it.each<[string, string, RegExp]>([
    ['nothing', '', /damaged/],
    ['no base64', '%%%', /damaged/],
    ['its first half', code.slice(0, code.length / 2), /damaged/],
    ['too much', 'A'.repeat(40_000), /40000 letters/],
    ['a bomb', Buffer.from(deflateSync(new Uint8Array(8_000_000))).toString('base64url'), /damaged/],
    ['a newer version', changed((value) => ({ ...value, v: 2 })), /version 2/],
    ['fewer lanes', changed((value) => ({ ...value, lanes: [first(value)] })), /1 lanes/],
    ['no list of lanes', changed((value) => ({ ...value, lanes: { length: 2 } })), /lanes/],
    ['an ε that there is not', changed((value) => ({ ...value, epsilon: 99 })), /epsilon/],
    [
      'steps that fall',
      changed((value) => void Object.assign(first(value)['series']['loss'] as object, { steps: [3, -1] })),
      /rising/,
    ],
    [
      'shares above 1',
      changed((value) => void Object.assign(first(value)['series']['used'] as object, { high: 7 })),
      /from 0 to 1/,
    ],
    [
      'a last share of 7',
      changed((value) => void Object.assign(first(value)['final'], { used: 7 })),
      /from 0 to 1/,
    ],
    [
      'a step beyond the run',
      changed((value) => void Object.assign(first(value)['final'], { step: 1e6 })),
      /step/,
    ],
    ['no backend', changed((value) => void Object.assign(first(value), { backend: 7 })), /backend/],
  ])('are refused where they are %s', (_, text, reason) => {
    expect(why(text)).toMatch(reason);
  });

  it('are refused for other settings than those they were made for', () => {
    expect(why(code, 'v=2&K=64')).toMatch(/other settings/);
  });

  it('never bring the reader down, whatever letters were changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(code.length - 1), fc.constantFrom(...'AZaz09-_')), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const letters = [...code];
          for (const [at, letter] of changes) letters[at] = letter;
          // either it is refused with a reason, or it still is a run
          expect(typeof why(letters.join(''))).toBe('string');
        },
      ),
      { numRuns: 200 },
    );
  });
});
