import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import { readRunJson } from '../../../../src/export/read-run.ts';
import { type LaneRun, latestOf, runAt } from '../../../../src/ui/state/lane-state.ts';
import { openedRun } from '../../../../src/ui/state/open-run.ts';
import { FINDINGS, type Finding, readLane } from '../../../../src/ui/understand/verdict/verdict.ts';
import { percent } from '../../../../src/ui/words/numerals.ts';
import { HALF, type Numbers, runOf } from './run-of.ts';

const find = (numbers: Numbers) => readLane(runOf(numbers), HALF).finding;
const NEVER_COUNTED = Number.NaN;
const LN512 = Math.log(512);
const STUCK = [6.242, 6.24, 6.239, 6.239, 6.238, 6.238];

/** Numbers close to the limit of a finding, on its side of it and on the other. */
const BESIDE: Readonly<Record<Exclude<Finding, 'waiting'>, readonly [has: Numbers, not: Numbers]>> = {
  'not-finite': [
    { unique: 1, used: 0.9, losses: [2.7, Number.POSITIVE_INFINITY] },
    { unique: 1, used: 0.9, losses: [2.7, 1e9] },
  ],
  counting: [
    { unique: NEVER_COUNTED, used: 0.9 },
    { unique: 0, used: 0.9 },
  ],
  untrained: [
    { unique: 1, used: 0, step: 0 },
    { unique: 1, used: 0.1, step: 1 },
  ],
  dead: [
    { unique: 0.5, used: 0.5, dead: 0.5 },
    { unique: 0.5, used: 0.5, dead: 0.49 },
  ],
  'one-hot': [
    { unique: 0.525, used: 0.004, perplexity: 4 / 512, lnK: LN512, losses: [5.8, 0.9] },
    { unique: 0.525, used: 0.004, perplexity: 5 / 512, lnK: LN512, losses: [5.8, 0.9] },
  ],
  uniform: [
    { unique: 1, used: 0.83, perplexity: 1, lnK: LN512, losses: STUCK },
    { unique: 1, used: 0.83, perplexity: 1, lnK: LN512, losses: [...STUCK, 6.2] },
  ],
  still: [
    { unique: 1, used: 0.9, uniformity: -3.9 },
    { unique: 1, used: 0.9 },
  ],
  duplicates: [
    { unique: 0.499, used: 0.9 },
    { unique: 0.5, used: 0.9 },
  ],
  'some-duplicates': [
    { unique: 0.899, used: 0.9 },
    { unique: 0.9, used: 0.9 },
  ],
  early: [
    { unique: 0.95, used: 0.01, step: 49 },
    { unique: 0.95, used: 0.01, step: 50 },
  ],
  'not-started': [
    { unique: 1, used: 0.9, perplexity: 0.91, lnK: LN512, losses: [6.2, 5.8] },
    { unique: 1, used: 0.9, perplexity: 0.9, lnK: LN512, losses: [6.2, 5.8] },
  ],
  disused: [
    { unique: 1, used: 0.199 },
    { unique: 1, used: 0.2, agreed: 0.5 },
  ],
  noisy: [
    { unique: 1, used: 0.9, agreed: 0.199 },
    { unique: 1, used: 0.9, agreed: 0.2 },
  ],
  narrow: [
    { unique: 1, used: 0.9, inUse: 0.31, diversity: 0.1 },
    { unique: 1, used: 0.9, inUse: 0.3, diversity: 0.1 },
  ],
  'half-used': [
    { unique: 1, used: 0.499 },
    { unique: 1, used: 0.5 },
  ],
  unseen: [
    { unique: 1, used: Number.NaN },
    { unique: 1, used: 0.9 },
  ],
  healthy: [
    { unique: 1, used: 0.5 },
    { unique: 1, used: 0.49 },
  ],
};

describe('each finding', () => {
  it.each(Object.entries(BESIDE))('%s is on one side of its limit only', (finding, [has, not]) => {
    expect(find(has)).toBe(finding);
    expect(find(not)).not.toBe(finding);
  });

  it('has such a pair, but the one before the first report', () => {
    expect(['waiting', ...Object.keys(BESIDE)].sort()).toEqual([...FINDINGS].sort());
    const { snapshots: _, ...run } = runOf({ unique: 1, used: 1 });
    expect(readLane({ ...run, snapshots: [] }, HALF).finding).toBe('waiting');
  });
});

describe('the words of a collapse', () => {
  const says = (numbers: Numbers) => readLane(runOf(numbers), HALF).says;

  it('say that it goes on only if it does', () => {
    expect(says({ unique: 0.7, used: 0.9, uniqueBefore: [0.98, 0.9, 0.8] })).toMatch(/^Collapsing: 30\.0%/);
    expect(says({ unique: 0.7, used: 0.9, uniqueBefore: [0.98, 0.71, 0.7] })).toMatch(
      /^Partly collapsed: 30\.0%/,
    );
    expect(says({ unique: 0.7, used: 0.9, uniqueBefore: [0.5, 0.6, 0.65] })).toMatch(
      /^Partly collapsed: 30\.0%/,
    );
  });

  it('say that the loss keeps falling only if it does', () => {
    const falling = (losses: readonly number[]) => says({ unique: 0.2, used: 0.9, losses });
    expect(falling([2.7, 2.4, 2, 1.6])).toMatch(/although the loss keeps falling/);
    expect(falling([2.7, 1.2, 1.3, 1.6])).toMatch(/although the loss has fallen/);
    expect(falling([2.7, 2.7, 2.7, 2.65])).not.toContain('loss');
  });

  it('do not wait for usage, which a count of duplicates does not need', () => {
    expect(find({ unique: 0.7, used: 0.01, step: 20 })).toBe('some-duplicates');
  });
});

/** The contradictions between a verdict and the numbers of its lane, as the page shows them. */
function contradictions(run: LaneRun, epsilon: number): string[] {
  const { says, finding } = readLane(run, epsilon);
  const latest = latestOf(run);
  if (!latest) return [];
  const unique = latest.unique[epsilon];
  const random = run.baseline?.uniqueRandom[epsilon] ?? 1;
  const shown = {
    unique,
    used: latest.used,
    agreed: latest.agreed,
    'in use': latest.agreedAndUnique[epsilon],
    'of prototypes are duplicates': 1 - unique - latest.dead,
    'of prototypes are dead': latest.dead,
  };
  const faults = Object.entries(shown).flatMap(([name, value]) => {
    const found = new RegExp(`((?:under |over )?[\\d.]+%) ${name}`).exec(says);
    if (!found) return [];
    // rounded as the number above it is, but that only 0 and 1 are 0% and 100%
    const near = [percent(value), percent(value).replace(/\.0%/, '%')].includes(found[1]);
    const edge = /under 0.1%|over 99.9%/.test(found[1]) && ['0.0%', '100.0%'].includes(percent(value));
    return near || edge ? [] : [`${name} ${percent(value)}`];
  });
  if (/^(No collapse|Healthy|Unique but|In use but)/.test(says) && unique < 0.9 * random)
    faults.push(`unique ${percent(unique)} beside ${percent(random)}`);
  if (/^Healthy/.test(says) && unique < 0.5) faults.push(`unique ${percent(unique)}`);
  if (/^(Collaps|Partly)/.test(says) && unique >= 0.9 * random) faults.push(`unique ${percent(unique)}`);
  if (/^Collapsed/.test(says) && unique >= 0.5) faults.push(`unique ${percent(unique)}`);
  if (/noisy/.test(says) && (latest.agreement ?? 0) >= 0.5)
    faults.push(`views agree on ${percent(latest.agreement)}`);
  if (finding === 'disused' && latest.used >= 0.2) faults.push(`used ${percent(latest.used)}`);
  return faults.map((fault) => `${says} – but ${fault}`);
}

describe('no verdict contradicts the numbers under it', () => {
  it('over a grid of numbers', () => {
    const shares = [0, 0.004, 0.045, 0.2, 0.25, 0.449, 0.5, 0.62, 0.8949, 0.9, 0.955, 0.9996, 1];
    const faults: string[] = [];
    const found = new Set<Finding>();
    for (const random of [0.31, 0.735, 1])
      for (const unique of shares)
        for (const used of shares)
          for (const agreed of [0.5, 1].map((part) => part * used))
            for (const step of [1, 30, 500]) {
              const inUse = Math.min(agreed, unique);
              const agreement = [unique / 2 + used / 2, 0.02] as const;
              const run = runOf({ unique, used, agreed, inUse, random, step, agreement });
              found.add(readLane(run, HALF).finding);
              faults.push(...contradictions(run, HALF));
            }
    expect(faults).toEqual([]);
    const wanted = ['duplicates', 'some-duplicates', 'early', 'disused', 'noisy', 'half-used', 'healthy'];
    expect([...found].sort()).toEqual(wanted.sort());
  });

  const [joint, decoupled] = readRunJson(
    gunzipSync(readFileSync(new URL('../../../../public/recorded/carp.json.gz', import.meta.url))).toString(),
  ).lanes.map((lane) => openedRun(lane, 'recorded'));
  const story = (run: LaneRun) =>
    run.snapshots.map(({ step }) => [step, readLane(runAt(run, step), HALF).finding] as const);

  it('at any report of the recorded runs, at any ε', () => {
    for (const run of [joint, decoupled])
      for (const { step } of run.snapshots)
        expect(EPSILONS.flatMap((_, i) => contradictions(runAt(run, step), i))).toEqual([]);
  });

  it('while the recorded joint lane collapses, and the decoupled lane beside it does not', () => {
    const findings = (run: LaneRun) => [...new Set(story(run).map(([, finding]) => finding))];
    expect(findings(joint)).toEqual(['untrained', 'early', 'some-duplicates', 'duplicates']);
    expect(findings(decoupled)).toEqual(['untrained', 'early', 'noisy', 'disused']);
    const first = (finding: Finding) => story(joint).find(([, each]) => each === finding)?.[0];
    const uniqueAt = (step = 0) => runAt(joint, step).snapshots.at(-1)?.unique[HALF];
    expect(uniqueAt(first('some-duplicates'))).toBeLessThan(0.9);
    expect(uniqueAt(first('duplicates'))).toBeLessThan(0.5);
  });
});
