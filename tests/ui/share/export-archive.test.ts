import { describe, expect, it } from 'vitest';
import { readRunJson } from '../../../src/export/read-run.ts';
import { archiveTexts } from '../../../src/ui/share/export-archive.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { saved as savedOf } from '../saved.ts';
import { trained } from '../trained.ts';

const state = trained();
const members = new Map(archiveTexts(state, 'http://x/#K=64').map(({ name, data }) => [name, String(data)]));

describe('an archive', () => {
  it('holds figure, plots, data, caption and BibTeX, each under its own name', () => {
    expect(members.size).toBe(archiveTexts(state, '').length);
    for (const name of [
      'figure.svg',
      'run.json',
      'curves.csv',
      'prototypes.csv',
      'caption.txt',
      'paper.bib',
      'tool.bib',
    ])
      expect([...members.keys()]).toContain(name);
    const plots = [...members.keys()].filter((name) => name.startsWith('plots/'));
    expect(plots.length).toBeGreaterThanOrEqual(2 * 2 + 8);
    for (const name of plots) {
      expect(name).toMatch(/^plots\/[a-z0-9.-]+\.svg$/);
      const svg = members.get(name) ?? '';
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
      // always light, with the run and the playground in its caption
      expect(svg).toContain('fill="#ffffff"');
      expect(svg).toContain(`commit ${__COMMIT__}`);
    }
    expect(readRunJson(members.get('run.json') ?? '').lanes).toEqual(savedOf(state));
  });

  it('has a caption with settings, seed, shown step, version, commit, backend and address', () => {
    const text = members.get('caption.txt') ?? '';
    for (const part of [
      'Lane 1: CARP, joint prototypes',
      'Lane 2, changed settings: prototypes = decoupled, steps = 20; seed = 1.',
      `proto-playground ${__VERSION__}, commit ${__COMMIT__}; cpu, none.`,
      'Setup: http://x/#K=64',
    ])
      expect(text).toContain(part);
    expect(text).toMatch(/^Joint and decoupled prototypes, same seed\.$/m);
    expect(text).not.toContain('at step');
    const then = reduce(state, { type: 'lookAt', step: 5 }).state;
    const parts = new Map(archiveTexts(then, '').map(({ name, data }) => [name, String(data)]));
    expect(parts.get('caption.txt')).toContain('ε curve show step 5.');
    expect(parts.get('figure.svg')).toContain('ε curve show step 5.');
  });
});
