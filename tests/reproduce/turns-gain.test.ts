import { expect, test } from 'vitest';
import { figuresOf } from '../../src/reproduce/figures.ts';
import { reportMarkdown } from '../../src/reproduce/report.ts';
import { cellsOf } from '../../src/reproduce/turns-gain.ts';
import { verdictsOf } from '../../src/reproduce/verdicts.ts';
import { expectSvgFile } from '../plots/svg-file.ts';
import { byEpsilon, results } from './made.ts';

const WISH = { seeds: 2, only: ['turns-gain'], knobs: {}, backend: 'cpu' } as const;

/** Made-up runs in which few turns and a low gain stall, a high gain collapses, and much of both is one-hot. Seed 2 of
 *  one cell differs. */
const all = results(WISH, (id, seed) => {
  const [, turns, gain] = id.split('-').map(Number);
  const force = turns * gain;
  const knn = 0.9 - Math.abs(turns - 10) / 300 - Math.abs(gain - 2) / 100 + seed / 1000;
  if (force > 150) return { loss: 0.05, perplexity: 0.004, unique: byEpsilon(0.02), knn };
  if (gain > 2 || (force === 20 && seed === 2)) return { loss: 0.6, unique: byEpsilon(0.05), knn };
  if (force < 10) return { loss: 0.96, perplexity: 0.96, unique: byEpsilon(1), knn };
  return { loss: 0.8, perplexity: 0.8, unique: byEpsilon(0.9), agreedAndUnique: byEpsilon(0.3), knn };
});

test('a cell stands at its turns and gain, as its config gives them', () => {
  const cells = cellsOf(all.rows);
  expect(cells.length).toBe(25);
  expect(cells.map(({ turns, gain }) => `${turns} ${gain}`).slice(0, 6)).toEqual([
    ...['2.5 1.4', '2.5 2', '2.5 2.9', '2.5 4', '2.5 5'],
    '5 1.4',
  ]);
  const [first] = cellsOf(results({ ...WISH, knobs: { steps: 1000 } }).rows);
  expect(first.turns).toBe(5);
});

test('its regime is the one of most seeds', () => {
  const at = new Map(cellsOf(all.rows).map((cell) => [`${cell.turns} ${cell.gain}`, cell]));
  expect(at.get('2.5 1.4')).toMatchObject({ regime: 'stall', agree: 2 });
  expect(at.get('20 1.4')).toMatchObject({ regime: 'learn', agree: 2 });
  expect(at.get('10 2')).toMatchObject({ regime: 'learn', agree: 1 });
  expect(at.get('10 4')).toMatchObject({ regime: 'collapse', agree: 2 });
  expect(at.get('40 5')).toMatchObject({ regime: 'one-hot', agree: 2 });
});

test('the map is a figure, a table and a sentence', () => {
  const figures = figuresOf(all);
  expect(figures.map(({ name }) => name)).toEqual(['turns-gain']);
  expectSvgFile('turns-gain', figures[0].svg);
  const claims = verdictsOf(all);
  expect(claims).toEqual([
    {
      disagrees: false,
      text: 'DINO at 25 settings of turns and gain: 3 stall, 7 learn, 13 collapse, 2 one-hot. k-NN is highest at 10 turns and gain 2 (learn), 90.1 (90.1–90.2)%, where 18.1 (6.3–30.0)% are in use at ε 0.5. Most are in use at ε 0.5 at 5 turns and gain 2 (learn), 30.0 (30.0–30.0)%, with k-NN 88.5 (88.4–88.5)%.',
    },
  ]);
  const markdown = reportMarkdown(all, figures, claims);
  expect(markdown).toContain('| row | from | turns | gain | becomes |');
  expect(markdown).toContain('| DINO, 10 turns, gain 2 | not from a paper | 10 | 2 | learn (1 of 2 seeds) |');
});

test('one cell is no map to speak of', () => {
  expect(verdictsOf(results({ ...WISH, only: ['map-10-2'] }))).toEqual([]);
});
