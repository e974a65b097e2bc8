import { describe, expect, it } from 'vitest';
import { FINDINGS } from '../../src/ui/understand/verdict/verdict.ts';
import { findings, shown } from './shown.ts';
import { ended, LENGTH, RULES, sentences } from './style.ts';
import { written } from './written.ts';

/** Texts that may break a rule, by a part of each, with the reason. */
const EXCEPTIONS: readonly string[] = [
  // the title of a paper, in its own spelling
  'Regularization',
  // names every word that a link can hide or lock
  'takes the key of a setting',
];

const faultsOf = (at: string, text: string, lists = false): string[] =>
  RULES.filter(({ name }) => !lists || name !== LENGTH).flatMap(({ name, broken }) => {
    const part = broken(text);
    return part === undefined || EXCEPTIONS.some((each) => part.includes(each))
      ? []
      : [`${at}: a text that ${name} – not “${part}”`];
  });

const each = <T>(items: readonly T[], fault: (item: T) => string | undefined): string[] => [
  ...new Set(items.flatMap((item) => fault(item) ?? [])),
];

describe('every text in the sources', () => {
  const all = written();

  it('is found, in every wing', () => {
    const folders = new Set(all.map(({ at }) => at.split('/').slice(0, 3).join('/')));
    for (const wing of ['words', 'understand', 'runs', 'share', 'shell', 'setup', 'state', 'kit'])
      expect([...folders], wing).toContain(`src/ui/${wing}`);
    expect(all.length).toBeGreaterThan(1000);
  });

  it('follows the house style', () => {
    expect(all.flatMap(({ at, text }) => faultsOf(at, text))).toEqual([]);
  });

  it('is one whole sentence as a tooltip', () => {
    const tooltips = all.filter(({ as, text }) => as === '@title' && text.split(' ').length > 3);
    expect(tooltips.length).toBeGreaterThan(10);
    const fault = ({ at, text }: (typeof tooltips)[number]) =>
      /^[A-ZN]/.test(text) && ended(text) && sentences(text).length === 1 ? undefined : `${at}: ${text}`;
    expect(each(tooltips, fault)).toEqual([]);
  });

  it('ends with a full stop as a reason, an action or a note', () => {
    const whole = all.filter(({ as }) => ['why', 'todo', 'note', '@note', 'means', 'hint'].includes(as));
    expect(whole.length).toBeGreaterThan(150);
    expect(each(whole, ({ at, text }) => (/[.!?N]$/.test(text) ? undefined : `${at}: ${text}`))).toEqual([]);
  });
});

describe('every text that the page makes of numbers and settings', () => {
  const all = shown();

  it('is made in every case of a verdict', () => {
    expect([...findings()].sort()).toEqual([...FINDINGS].sort());
  });

  it('follows the house style', () => {
    expect(each(all, ({ at, text, lists }) => faultsOf(at, text, lists)[0])).toEqual([]);
  });

  it('ends with a full stop where it is a sentence', () => {
    const whole = all.filter(({ ends }) => ends);
    expect(each(whole, ({ at, text }) => (ended(text) ? undefined : `${at}: ${text}`))).toEqual([]);
  });

  it('names no missing value', () => {
    const holes = all.filter(({ text }) => /undefined|\[object|NaN(?! or infinite)/.test(text));
    expect(holes).toEqual([]);
  });
});

describe('the rules', () => {
  it.each([
    ['Of the prototypes, most are unique.', 'opens with a subject'],
    ['It is unique. There is no reason.', 'opens with a subject'],
    ['Whether images use them is unknown.', 'opens with a subject'],
    ['24 % of prototypes', 'has no space before %'],
    ['24\u2009% of prototypes', 'has no space before %'],
    ['76% are copies', 'uses the words of the field'],
    ['Turn a knob', 'uses the words of the field'],
    ['The normalized color', 'is British'],
    [`${'word '.repeat(20)}word.`, 'has at most 20 words a sentence'],
  ])('refuse “%s”', (text, name) => {
    expect(RULES.filter(({ broken }) => broken(text) !== undefined).map((rule) => rule.name)).toContain(name);
  });

  it('let plain sentences pass', () => {
    const text =
      'Collapsed: 76% of prototypes are duplicates (ε 0.5). Normalises the head’s output, in grey.';
    expect(RULES.filter(({ broken }) => broken(text) !== undefined)).toEqual([]);
  });
});
