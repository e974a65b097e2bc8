import { describe, expect, it } from 'vitest';
import { HIDEABLE, LOCKABLE } from '../../../src/ui/state/controls.ts';
import {
  fullQuery,
  hidingStyle,
  lessonTroubles,
  NO_LESSON,
  readLesson,
} from '../../../src/ui/state/lesson.ts';
import { SMALL } from '../small-catalogue.ts';

describe('readLesson', () => {
  it('is no lesson without its words', () => {
    expect(readLesson('')).toEqual(NO_LESSON);
    expect(readLesson('?backend=wasm')).toEqual(NO_LESSON);
    expect(readLesson('?embed=0&hide=&lock=,')).toEqual(NO_LESSON);
  });

  it('reads lists, with blanks and in parts', () => {
    const lesson = readLesson('?embed=1&hide=seed,%20presets&hide=K&lock=K,,method');
    expect(lesson.embed).toBe(true);
    expect([...lesson.hide]).toEqual(['seed', 'presets', 'K']);
    expect([...lesson.lock]).toEqual(['K', 'method']);
    // the setting's former name
    expect([...readLesson('?lock=advance').lock]).toEqual(['update']);
  });
});

describe('lessonTroubles', () => {
  const about = (query: string) => lessonTroubles(readLesson(query), SMALL);

  it('has nothing to say of names that there are', () => {
    expect(about(`?hide=${HIDEABLE.join(',')},K&lock=${LOCKABLE.join(',')},K,method`)).toEqual([]);
  });

  it('answers a name that does not exist with the list of those that do', () => {
    const troubles = about('?hide=colour&lock=K,theme');
    expect(troubles.map(({ failed }) => failed)).toEqual([
      'hide = colour is not possible',
      'lock = theme is not possible',
    ]);
    expect(troubles[0].why).toContain(
      'presets, share, export, keys, theme, step, reset, seed, seeds, lanes, pace, settings, lane-settings, time, ' +
        'algorithm, map, source, save, view, runs, tour, tries',
    );
    expect(troubles[1].why).toContain('presets, lanes, pace, seeds');
  });

  it('counts names beyond the first, and cuts long ones', () => {
    const names = Array.from({ length: 900 }, (_, i) => `${'long'.repeat(20)}${i}`);
    const troubles = about(`?hide=${names.join(',')}`);
    expect(troubles).toHaveLength(1);
    expect(troubles[0].failed).toMatch(/^hide = (\w+…, ){2}\w+… and 897 more is not possible$/);
    expect(troubles[0].failed.length).toBeLessThan(200);
  });

  it('refuses the names of parts that cannot be hidden', () => {
    expect(about('?hide=numbers,ring,lane').map(({ failed }) => failed)).toEqual([
      'hide = numbers, ring, lane is not possible',
    ]);
  });
});

describe('hidingStyle', () => {
  it('is empty when nothing is hidden', () => {
    expect(hidingStyle(NO_LESSON)).toBe('');
  });

  it('hides controls and settings by the names that elements give themselves', () => {
    const css = hidingStyle(readLesson('?hide=presets,K'));
    expect(css).toContain('[data-control="presets"]');
    expect(css).toContain('[data-control="K"]');
    expect(css).toMatch(/\{ display: none !important; \}$/);
  });

  it('cannot be broken out of by a name', () => {
    const css = hidingStyle(readLesson(`?hide=${encodeURIComponent('x"] {} body {}')}`));
    expect(css).toContain('[data-control="x\\"] {} body {}"]');
  });
});

it('leads from a lesson to the whole page', () => {
  expect(fullQuery('?embed=1')).toBe('');
  expect(fullQuery('?backend=wasm&embed=1&hide=seed&lock=K')).toBe('?backend=wasm');
});
