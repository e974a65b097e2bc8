import { describe, expect, it } from 'vitest';
import { EPSILONS, PAPER_EPSILON, TOY_EPSILON } from '../../../src/base/epsilons.ts';
import { otherEpsilon } from '../../../src/ui/compare/other-epsilon.ts';
import { EMPTY_HISTORY } from '../../../src/ui/state/history.ts';
import { type LaneRun, NO_RUN } from '../../../src/ui/state/lane-state.ts';
import { NO_BASELINE } from '../../numbers.ts';
import { measureAt } from '../played-lane.ts';

const TOY = EPSILONS.indexOf(TOY_EPSILON);
const PAPER = EPSILONS.indexOf(PAPER_EPSILON);

/** A lane that keeps `near` of its prototypes at the paper's ε, and random directions that keep `random`. */
function laneOf(near: number, config: LaneRun['config'] = { K: 512, D: 128 }, random = 1, dead = 0): LaneRun {
  const unique = EPSILONS.map((_, i) => (i <= PAPER ? near : near / 4));
  return {
    config,
    baseline: { ...NO_BASELINE, uniqueRandom: EPSILONS.map(() => random) },
    history: EMPTY_HISTORY,
    snapshots: [{ ...measureAt(3, 100, 500), unique, dead }],
    step: 100,
  };
}

describe('the unique share at another ε', () => {
  it('is that at the paper’s, or at ε 0.5 where the page counts at the paper’s', () => {
    expect(otherEpsilon(laneOf(0.98), TOY)).toMatchObject({
      head: 'At the paper’s ε 0.025',
      share: '98.0%',
    });
    expect(otherEpsilon(laneOf(0.98), PAPER)).toMatchObject({ head: 'Unique at ε 0.5', share: '24.5%' });
    expect(otherEpsilon(NO_RUN, TOY)).toMatchObject({ share: '–' });
  });

  it('says what the paper’s ε merges here', () => {
    expect(otherEpsilon(laneOf(0.98), TOY).says).toBe(
      'ε 0.025 is an angle of 13°, ε 0.5 one of 60°. With K = 512 in 128 dimensions ε 0.025 merges almost none; the paper has 65,536 prototypes, which are closer together.',
    );
    expect(otherEpsilon(laneOf(0.6), TOY).says).toContain('ε 0.025 merges 40.0% of the prototypes;');
    // dead prototypes are not merged
    expect(otherEpsilon(laneOf(0.6, undefined, 1, 0.4), TOY).says).not.toContain('40.0%');
  });

  it('holds as many prototypes as the paper has for no sparser', () => {
    const { says } = otherEpsilon(laneOf(0.6, { K: 65_536, D: 256 }), TOY);
    expect(says).toMatch(/65,536 prototypes\.$/);
  });

  it('tells what it merges of random directions in few dimensions', () => {
    const { says } = otherEpsilon(laneOf(0.6, { K: 4096, D: 4 }, 0.93), TOY);
    expect(says).toMatch(/It merges 7\.0% of as many random directions\.$/);
    expect(otherEpsilon(NO_RUN, TOY).says).toMatch(/The paper has 65,536 prototypes\.$/);
  });
});
