import { describe, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { collapse } from '../../src/metrics/collapse.ts';
import { WinnersWindow } from '../../src/metrics/winners-window.ts';
import { type Call, type Loop, trainedLoop } from './training-loop.ts';

const loop = await trainedLoop();
const given = loop ? {} : { skip: true, meta: { skipped: 'no torch' } };
/** Lines as JSON. */
const linesOf = (log: string) =>
  log
    .trim()
    .split('\n')
    .map((line): Call['line'] => JSON.parse(line));

describe('log_prototypes in a plain training loop', given, () => {
  test('writes what the playground measures on the same prototypes and winners', () => {
    const { K, D, images, steps } = loop as Loop;
    const winners = new WinnersWindow(K);
    // as many rows as the loop's own window: five steps of 64
    const kept: Int32Array[] = [];
    let wins = 0;
    const means: Float64Array[] = [];
    for (const { line, weight, winners: views, targets } of steps) {
      const rows = Int32Array.from(views.flat());
      kept.push(rows);
      const window = new WinnersWindow(K);
      for (const one of kept.slice(-5)) window.push(one, images);
      winners.push(rows, images);
      const members = window.members();
      const agreed = window.agreement();
      const counted = collapse(Float32Array.from(weight), K, D, EPSILONS, [members, agreed.members()]);
      const shares = (counts: readonly number[] = []) => counts.map((count) => count / K);
      expect(line['unique']).toEqual(shares(counted.unique));
      expect(line['usedAndUnique']).toEqual(shares(counted.among[0]));
      expect(line['agreedAndUnique']).toEqual(shares(counted.among[1]));
      expect(line['dead']).toBeCloseTo(counted.dead / K, 12);
      expect(line['uniformity']).toBeCloseTo(counted.uniformity, 5);
      expect(line['used']).toBeCloseTo(window.used(), 12);
      expect(line['neverUsed']).toBeCloseTo(winners.neverUsed(), 12);
      expect(line['agreed']).toBeCloseTo(agreed.members().reduce((sum, one) => sum + one, 0) / K, 12);
      expect(line['agreement']).toBeCloseTo(agreed.share(), 12);
      expect(line['agreementChance']).toBeCloseTo(agreed.chance(), 12);
      // the mean of the same five steps
      means.push(Float64Array.from(targets));
      const mean = Array.from({ length: K }, (_, k) =>
        means.slice(-5).reduce((sum, one) => sum + one[k] / Math.min(5, means.length), 0),
      );
      const entropy = -mean.reduce((sum, p) => sum + p * Math.log(Math.max(p, 1e-300)), 0);
      expect(line['perplexity']).toBeCloseTo(Math.exp(entropy) / K, 5);
      wins = members.reduce((sum, one) => sum + one, 0);
    }
    // the loop is no trivial one: a dead row, copies, and some prototypes in use
    expect(steps[0]?.line).toMatchObject({ dead: 1 / K });
    const [first] = linesOf(JSON.stringify(steps[0]?.line));
    expect(first?.['unique']).toContain((K - 2) / K);
    expect(wins).toBeGreaterThan(2);
    expect(wins).toBeLessThan(K);
  });

  test('adds a line a call, with the numbers that it was given', () => {
    const { alone, steps } = loop as Loop;
    const lines = linesOf(alone);
    expect(lines.map((line) => line['step'])).toEqual(steps.map((_, step) => step));
    for (const line of lines) {
      expect(line['type']).toBe('measure');
      expect(Number.isFinite(line['loss'])).toBe(true);
    }
  });

  test('by two processes with half of each batch is what one logs on the whole', () => {
    const { alone, both } = loop as Loop;
    expect(linesOf(both)).toEqual(linesOf(alone));
  });
});
