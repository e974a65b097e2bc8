import { expect, test } from 'vitest';
import { verdictsOf } from '../../src/reproduce/verdicts.ts';
import { byEpsilon, paperLike, results, WISH } from './made.ts';

const all = paperLike();

test('claims about the paper follow from the numbers', () => {
  const said = (given: typeof all) => verdictsOf(given).map(({ text, disagrees }) => `${disagrees} ${text}`);
  const agrees = said(all);
  expect(agrees.find((text) => text.includes('Unique at ε 0.025'))).toMatch(
    /^false .*The paper orders 12 pairs; 12 have the same order here\.$/,
  );
  expect(agrees.find((text) => text.includes('k-NN, CARP'))).toMatch(
    /^false .*\+2\.0 points.*\+2\.0, \+2\.0.*\+1\.8/,
  );
  expect(agrees.join()).not.toContain('It has not collapsed');
  const reversed = said(
    results(WISH, (id) => ({
      unique: byEpsilon(id.includes('dec') ? 0.2 : 1),
      knn: id.includes('dec') ? 0.7 : 0.8,
    })),
  );
  expect(reversed.find((text) => text.includes('Unique at ε 0.5'))).toMatch(
    /^true .*0 have the same order here\. Reversed: DINO is above DINO \+ Dec\./,
  );
  expect(reversed.find((text) => text.includes('DINO, unique at'))).toMatch(
    /^true .*It has not collapsed at any ε/,
  );
  expect(reversed.find((text) => text.includes('CARP + Dec., unique'))).toMatch(/^true .*effective rank 5/);
  expect(reversed.find((text) => text.includes('k-NN, CARP'))).toMatch(/^true .*−10\.0 points/);
  // decoupled rows beside joint ones with the same head
  expect(reversed.find((text) => text.includes('CARP + Dec. against CARP, matched'))).toMatch(
    /6\.3.* against 6\.3.*% in use at ε 0\.5, and k-NN −10\.0 points on average \(95% interval −10\.0 to −10\.0; seed by seed −10\.0, −10\.0\)/,
  );
  expect(reversed.filter((text) => text.includes(' against ')).length).toBeGreaterThanOrEqual(6);
});

test('a difference that seeds do not resolve is not claimed', () => {
  const noisy = results({ ...WISH, seeds: 5 }, (id, seed) => ({
    knn: 0.8 + (id === 'carp-dec' ? 0.004 * (seed - 2.5) : 0),
    unique: byEpsilon(id === 'carp-dec' ? 0.5 + 0.01 * seed : 0.5),
  }));
  const said = verdictsOf(noisy).map(({ text, disagrees }) => `${disagrees} ${text}`);
  expect(said.find((text) => text.includes('k-NN, CARP'))).toMatch(
    /^true .*95% interval −0\.6 to \+1\.0; seed by seed .* The seeds do not resolve it\./,
  );
  expect(said.join()).toContain('CARP + Dec. and CARP are not apart in unique prototypes');
});
