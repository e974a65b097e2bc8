import type { Catalogue } from '../../base/catalogue.ts';
import { knobsOf } from '../../base/config.ts';
import { listed, type Trouble } from '../../base/errors.ts';
import { presentKey } from '../../base/former-settings.ts';
import { HIDEABLE, LOCKABLE } from './controls.ts';

/** Changes to the page that a link asks for, for an article or a class. */
export interface Lesson {
  /** Plots, numbers and play alone, for an iframe. */
  readonly embed: boolean;
  /** Names of controls that are not shown. */
  readonly hide: ReadonlySet<string>;
  /** Names of controls that are shown, and cannot be turned. */
  readonly lock: ReadonlySet<string>;
}

export const NO_LESSON: Lesson = { embed: false, hide: new Set(), lock: new Set() };

/** The lesson of a query string: `?embed=1`, `?hide=seed,presets`, `?lock=K,method`. */
export function readLesson(query: string): Lesson {
  const pairs = new URLSearchParams(query);
  const names = (key: string) =>
    new Set(
      pairs
        .getAll(key)
        .flatMap((list) => list.split(','))
        .map((name) => presentKey(name.trim()))
        .filter((name) => name !== ''),
    );
  const embed = pairs.getAll('embed').at(-1);
  return { embed: embed !== undefined && embed !== '0', hide: names('hide'), lock: names('lock') };
}

/** A Trouble for each list with names of no control; the other names hold all the same. */
export function lessonTroubles({ hide, lock }: Lesson, catalogue: Catalogue): Trouble[] {
  const keys = knobsOf(catalogue);
  const others = (names: ReadonlySet<string>, known: readonly string[]) =>
    [...names].filter((name) => !keys.has(name) && !known.includes(name));
  return [
    ...unknown('hide', others(hide, HIDEABLE), HIDEABLE),
    ...unknown('lock', others(lock, LOCKABLE), LOCKABLE),
  ];
}

const unknown = (word: 'hide' | 'lock', names: readonly string[], known: readonly string[]): Trouble[] =>
  names.length === 0
    ? []
    : [
        {
          kind: 'config',
          failed: `${word} = ${listed(names)} is not possible`,
          why: `${word} takes the key of a setting, such as K or method, or one of ${known.join(', ')}.`,
          todo: 'The rest of the link still works.',
        },
      ];

/** CSS that hides the controls: every element says in `data-control` under which name it goes. */
export function hidingStyle({ hide }: Lesson): string {
  const selectors = [...hide].map((name) => `[data-control="${name.replace(/["\\\n\r\f]/g, '\\$&')}"]`);
  return selectors.length === 0 ? '' : `${selectors.join(', ')} { display: none !important; }`;
}

/** True if a lesson neither hides nor locks any of these controls. */
export const leaves = ({ hide, lock }: Lesson, names: readonly string[]): boolean =>
  !names.some((name) => hide.has(name) || lock.has(name));

/** The query of the whole page, without what a lesson took from it. */
export function fullQuery(query: string): string {
  const pairs = new URLSearchParams(query);
  for (const key of ['embed', 'hide', 'lock']) pairs.delete(key);
  const left = pairs.toString();
  return left === '' ? '' : `?${left}`;
}
