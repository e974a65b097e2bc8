import { readFileSync } from 'node:fs';
import { csvParse } from 'd3-dsv';
import { describe, expect, it } from 'vitest';
import { complete, knobsOf, type RunConfig } from '../../../../src/base/config.ts';
import { catalogue } from '../../../../src/train/lane/menu.ts';
import { adviceFor } from '../../../../src/ui/understand/verdict/advice.ts';
import { FINDINGS } from '../../../../src/ui/understand/verdict/verdict.ts';
import { CITED } from '../../../../src/ui/words/citations.ts';
import { numeral } from '../../../../src/ui/words/numerals.ts';
import { SMALL } from '../../small-catalogue.ts';

const config = (values: RunConfig) => complete({ method: 'carp', dataset: 'mnist', ...values }, catalogue);
const labels = (finding: Parameters<typeof adviceFor>[0], values: RunConfig) =>
  adviceFor(finding, config(values), catalogue).map(({ label }) => label);

describe('advice', () => {
  it.each<[Parameters<typeof adviceFor>[0], RunConfig, string[]]>([
    ['duplicates', { prototypes: 'joint' }, ['decoupled prototypes', 'KoLeo-Proto weight 0 → 0.1']],
    ['duplicates', { prototypes: 'decoupled', 'decoupled.beta': 0.01 }, ['Annealing β 0.01 → 1']],
    ['some-duplicates', { prototypes: 'decoupled', 'decoupled.eta': 0.5 }, ['Forgetting η 0.5 → 0.99']],
    ['disused', { prototypes: 'decoupled' }, ['spherical prototypes', 'Forgetting η 0.99 → 0.9']],
    ['half-used', { method: 'dino', prototypes: 'joint' }, []],
    [
      'one-hot',
      { method: 'dino', 'dino.teacher_temp': 0.04, 'dino.center_momentum': 0.999 },
      ['Teacher temperature, end 0.04 → 0.07', 'Centre momentum 0.999 → 0.9'],
    ],
    [
      'uniform',
      { method: 'dinov2', encoder: 'vit', prototypes: 'decoupled' },
      ['Teacher temperature, end 0.07 → 0.04'],
    ],
    [
      'one-hot',
      { method: 'ibot', encoder: 'vit', 'ibot.warmup_teacher_temp': 0.02, 'ibot.teacher_temp': 0.02 },
      ['Teacher temperature, end 0.02 → 0.07, Teacher temperature, start 0.02 → 0.04'],
    ],
    ['uniform', { method: 'dino', prototypes: 'decoupled' }, ['Teacher temperature, end 0.07 → 0.04']],
    [
      'uniform',
      { method: 'swav', prototypes: 'joint', 'swav.epsilon': 1 },
      ['Sinkhorn ε 1 → 0.03', 'Freeze prototypes 0 → 100'],
    ],
    [
      'not-started',
      { method: 'dino', time_compression: 1, 'dino.student_temp': 0.1 },
      ['Time compression 1 → 10', 'Student temperature 0.1 → 0.14'],
    ],
    ['not-started', { method: 'dino', momentum_teacher: 0.99 }, ['EMA momentum 0.99 → auto']],
    ['not-started', { method: 'swav' }, []],
    ['dead', { prototypes: 'joint' }, ['Prototype learning rate × auto → 1', 'Learning rate auto → 2e-4']],
    ['not-finite', { lr: 0.02, clip_grad: 0 }, ['Gradient clip 0 → 3', 'Learning rate 0.02 → 0.002']],
    ['still', { prototypes: 'fixed' }, ['decoupled prototypes']],
    ['still', { freeze_prototypes: 1000 }, []],
    ['narrow', { method: 'swav' }, ['a whitened head']],
    ['narrow', { prototypes: 'spherical', 'head.output_norm': 'whiten' }, []],
    ['healthy', {}, []],
    ['early', {}, []],
  ])('on %s of %o', (finding, values, expected) => expect(labels(finding, values)).toEqual(expected));

  it('is at most two changes to knobs that exist, and is gone once taken', () => {
    const knobs = knobsOf(catalogue);
    const said = (value: unknown) => (typeof value === 'number' ? numeral(value) : String(value));
    for (const finding of FINDINGS)
      for (const { id: method } of catalogue.shelves.method)
        for (const { id: prototypes } of catalogue.shelves.prototypes) {
          const lane = config({ method, prototypes });
          const advice = adviceFor(finding, lane, catalogue);
          expect(advice.length).toBeLessThanOrEqual(2);
          for (const { values, key, label, changes, because } of advice) {
            expect(values[key]).not.toBe(lane[key]);
            // it says all that its button sets
            const set = Object.keys(values).filter((each) => values[each] !== lane[each]);
            expect(changes.split('→')).toHaveLength(set.length + 1);
            for (const each of set)
              expect(changes).toContain(
                `${knobs.get(each)?.label} ${said(lane[each])} → ${said(values[each])}`,
              );
            expect(changes).toMatch(/^Sets .*, which (applies now|needs a restart)\.$/);
            expect(() => complete({ ...lane, ...values }, catalogue)).not.toThrow();
            expect(label + because).not.toMatch(/undefined|NaN/);
            expect(because).toMatch(/^[A-Z].*\.$/);
            const then = adviceFor(finding, { ...lane, ...values }, catalogue);
            // a lower learning rate can be lowered again
            if (key !== 'lr') expect(then.map((each) => each.label)).not.toContain(label);
          }
        }
  });

  it('leaves out knobs that the catalogue lacks', () => {
    const lane = complete({ method: 'carp', prototypes: 'joint' }, SMALL);
    expect(adviceFor('duplicates', lane, SMALL).map(({ label }) => label)).toEqual(['decoupled prototypes']);
    expect(adviceFor('uniform', lane, SMALL)).toEqual([]);
  });

  it('has sources with addresses', () => {
    for (const source of Object.values(CITED))
      if ('url' in source) expect(new URL(source.url).protocol).toBe('https:');
  });
});

describe('numbers quoted in advice', () => {
  const text = readFileSync(
    new URL('../../../../src/ui/understand/verdict/advice.ts', import.meta.url),
    'utf8',
  );
  const rows = csvParse(
    readFileSync(new URL('../../../reproduce/recorded/results.csv', import.meta.url), 'utf8'),
  );

  /** A row's recorded mean over seeds, in per cent. */
  function percent(row: string, metric: string, digits: number): string {
    const found = rows.find((each) => each['row'] === row && each['metric'] === metric);
    if (!found) throw new Error(`no ${metric} of ${row}`);
    return (100 * Number(found['mean'])).toFixed(digits);
  }

  it.each([
    `raised use from ${percent('carp-dec', 'used', 1)} to ${percent('eta-0.9', 'used', 1)}%`,
    `β 0.01 left ${percent('beta-0.01', 'unique@0.5', 1)}% unique`,
    `raised uniqueness from ${percent('eta-0.5', 'unique@0.5', 0)} to ${percent('carp-dec', 'unique@0.5', 0)}%`,
  ])('%s is as recorded', (quoted) => {
    expect(text).toContain(quoted);
  });
});
