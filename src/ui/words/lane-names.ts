import { type Catalogue, SHELVES } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import type { Knob, KnobValue } from '../../base/knobs.ts';
import type { AppState } from '../state/app-state.ts';
import { laneName, partOf } from '../state/experiment.ts';
import { shownConfig } from '../state/lane-state.ts';
import { numeral } from './numerals.ts';

/** A name tells so many settings where one does not do; more are read in the lane itself. */
const MOST = 2;

/** Every lane of the page by the name that tells it from the others; before the catalogue is here, by its place. */
export function laneLabels({ lanes, catalogue }: AppState): string[] {
  const configs = lanes.map((lane) => shownConfig(lane) ?? {});
  const known = catalogue && configs.every((config) => config['method'] !== undefined);
  return known ? laneNames(configs, catalogue) : lanes.map(({ run }, i) => run.label ?? `Lane ${i + 1}`);
}

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

/** What a lane has that the first has not, by the knobs' names: "Prototypes joint → decoupled", "η 0.99 → 0.95". */
export function changes(config: RunConfig, first: RunConfig, catalogue: Catalogue): string[] {
  const knobs = knobsOf(catalogue);
  const shelves = SHELVES.filter((shelf) => config[shelf] !== first[shelf]).map((shelf) => {
    const [from, to] = [first, config].map((each) => partOf(each, shelf, catalogue)?.title ?? 'none');
    return shelf === 'prototypes' ? `${from.toLowerCase()} → ${to.toLowerCase()}` : `${from} → ${to}`;
  });
  // a part that only one of the two picked says all by its name
  const both = new Set(SHELVES.flatMap((shelf) => (config[shelf] === first[shelf] ? [config[shelf]] : [])));
  const turned = differing([first, config], catalogue)
    .filter((key) => key in catalogue.run || both.has(key.split('.')[0]))
    .map((key) => {
      const knob = knobs.get(key);
      return `${labelOf(knob)} ${valueWords(knob, first[key])} → ${valueWords(knob, config[key])}`;
    });
  return [...shelves, ...turned];
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

/** A setting in a few letters. */
const said = (knob: Knob | undefined, value: KnobValue | undefined): string =>
  knob && value !== undefined ? `${labelOf(knob)} ${valueWords(knob, value)}` : '';

/** A knob by its symbol where its label ends in one ("K"), else by its label. */
function labelOf(knob: Knob | undefined): string {
  const label = knob?.label ?? '';
  const word = label.split(' ').at(-1) ?? '';
  return /^\p{L}[₀-₉]?$/u.test(word) ? word : label;
}

function valueWords(knob: Knob | undefined, value: KnobValue | undefined): string {
  if (typeof value === 'number') return numeral(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const option = knob?.kind === 'choice' && knob.options.find((each) => each.value === value);
  return option ? option.label : String(value);
}
