import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../src/base/errors.ts';
import type { Measure } from '../../src/base/messages.ts';
import { floatsIn, packFloats } from '../../src/export/packed-floats.ts';
import { readRunJson } from '../../src/export/read-run.ts';
import { type Run, runJson } from '../../src/export/run-json.ts';
import { NO_NUMBERS } from '../numbers.ts';
import { baseline, lane, run } from './any-run.ts';

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

  it('opens files from before live changes were told', () => {
    const old = changed((f) => {
      f.version = 1;
    });
    expect(readRunJson(old).lanes).toEqual(SMALL.lanes);
  });

  it('writes what was done to a run beside its config', () => {
    const course = { changes: [{ step: 120, key: 'lr', value: 0.05 }], byHand: [121, 122] };
    const file = JSON.parse(runJson({ ...SMALL, lanes: [{ ...SMALL.lanes[0], course }] }));
    expect(file.lanes[0]).toMatchObject({ config: SMALL.lanes[0].config, ...course });
    expect(readRunJson(JSON.stringify(file)).lanes[0].course).toEqual(course);
  });

  it('names its format and version', () => {
    expect(parsed()).toMatchObject({
      format: 'proto-playground-run',
      version: 2,
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
    ['no object at all', '[1]', /Its top level is a list of 1, but must be an object/],
    [
      'a newer version',
      changed((f) => {
        f.version = 3;
      }),
      /version 3.*version 2 or older.*newer playground/,
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
      'changes out of order',
      changed((f) => {
        f.lanes[0].changes = [
          { step: 5, key: 'lr', value: 0.1 },
          { step: 4, key: 'lr', value: 0.2 },
        ];
      }),
      /lanes\[0\]\.changes\[1\]\.step is 4, but must be a whole number, at least 5/,
    ],
    [
      'a change without a value',
      changed((f) => {
        f.lanes[0].changes = [{ step: 5, key: 'lr' }];
      }),
      /lanes\[0\]\.changes\[0\]\.value is nothing/,
    ],
    [
      'a return that goes forward',
      changed((f) => {
        f.lanes[0].returns = [{ from: 5, to: 6 }];
      }),
      /lanes\[0\]\.returns\[0\]\.from is 5, but must be a whole number, 1 to 1000 above 6/,
    ],
    [
      'a step by hand that repeats',
      changed((f) => {
        f.lanes[0].byHand = [5, 5];
      }),
      /lanes\[0\]\.byHand\[1\] is 5/,
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
