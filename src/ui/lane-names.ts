import { type Catalogue, SHELVES } from '../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../base/config.ts';
import type { Knob, KnobValue } from '../base/knobs.ts';
import { laneName } from './experiment.ts';
import { numeral } from './numerals.ts';

/** A name tells so many settings where one does not do; more are read in the lane itself. */
const MOST = 2;

/**
 * Every lane's name: method and prototypes, then what tells it from others of that name
 * ("CARP · decoupled, η 0.95"). Lanes that are alike get their number.
 */
export function laneNames(configs: readonly RunConfig[], catalogue: Catalogue): string[] {
  const telling = differences(configs, catalogue);
  const saying = (most: number) =>
    configs.map((config, i) => [laneName(config, catalogue), ...telling[i].slice(0, most)].join(', '));
  const short = saying(1);
  const names = new Set(short).size === short.length ? short : saying(MOST);
  return names.map((name, i) =>
    names.filter((other) => other === name).length > 1 ? `${name} (${i + 1})` : name,
  );
}

/**
 * The settings in which lanes of one method and one kind of prototypes differ, lane by lane, in a few letters
 * each. A setting of the whole run that tells some lanes apart is said of all that differ in it (K in a sweep).
 */
export function differences(configs: readonly RunConfig[], catalogue: Catalogue): string[][] {
  const plain = configs.map((config) => laneName(config, catalogue));
  const telling = plain.map((name) => {
    const twins = configs.filter((_, i) => plain[i] === name);
    return twins.length > 1 ? differing(twins, catalogue) : [];
  });
  const common = [...new Set(telling.flat())].filter((key) => key in catalogue.run);
  const knobs = knobsOf(catalogue);
  return configs.map((config, i) =>
    [...new Set([...telling[i], ...common])]
      .filter((key) => !off(knobs.get(key), config[key]))
      .map((key) => said(knobs.get(key), config[key])),
  );
}

/** Keys in which these lanes differ, knobs of parts that none of them picked aside. */
function differing(configs: readonly RunConfig[], catalogue: Catalogue): string[] {
  const parts = new Set(SHELVES.flatMap((shelf) => catalogue.shelves[shelf].map(({ id }) => id)));
  const picked = new Set(SHELVES.flatMap((shelf) => configs.map((config) => config[shelf])));
  return [...knobsOf(catalogue).keys()].filter((key) => {
    const [owner] = key.split('.');
    const idle = owner !== key && parts.has(owner) && !picked.has(owner);
    return !idle && configs.some((config) => config[key] !== configs[0]?.[key]);
  });
}

/** True of what is switched off and usually is: "without KoLeo-Proto" is no name. */
const off = (knob: Knob | undefined, value: KnobValue | undefined) => !value && value === knob?.default;

/** A setting in a few letters: by its symbol where its label ends in one ("K 1,024"), else by its label. */
function said(knob: Knob | undefined, value: KnobValue | undefined): string {
  if (!knob || value === undefined) return '';
  const word = knob.label.split(' ').at(-1) ?? '';
  const label = /^\p{L}[₀-₉]?$/u.test(word) ? word : knob.label;
  if (typeof value === 'number') return `${label} ${numeral(value)}`;
  if (typeof value === 'boolean') return `${label} ${value ? 'on' : 'off'}`;
  const option = knob.kind === 'choice' && knob.options.find((each) => each.value === value);
  return `${label} ${option ? option.label : value}`;
}
