import { type Catalogue, SHELVES } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import type { Knob, KnobValue } from '../../base/knobs.ts';
import type { AppState } from '../state/app-state.ts';
import { laneName, partOf } from '../state/experiment.ts';
import { shownConfig } from '../state/lane-state.ts';
import { numeral } from './numerals.ts';

/** Most settings in a name, if one does not tell the lanes apart. The lane itself shows the others. */
const MOST = 2;

/** The names of the page's lanes. Without a catalogue, lanes are numbered. */
export function laneLabels({ lanes, catalogue }: AppState): string[] {
  const configs = lanes.map((lane) => shownConfig(lane) ?? {});
  const known = catalogue && configs.every((config) => config['method'] !== undefined);
  return known ? laneNames(configs, catalogue) : lanes.map(({ run }, i) => run.label ?? `Lane ${i + 1}`);
}

/**
 * The name of each lane: method and prototypes, then what distinguishes it from others of that name ("CARP ·
 * decoupled, η 0.95"). Identical lanes are numbered.
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
 * The settings that distinguish lanes of one method and one kind of prototypes, per lane, in a few letters each. If a
 * setting of the whole run distinguishes some lanes, all lanes that differ in it name it (K in a sweep).
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

/** The settings in which a lane differs from the first, by name: "Prototypes joint → decoupled", "η 0.99 → 0.95". */
export function changes(config: RunConfig, first: RunConfig, catalogue: Catalogue): string[] {
  const knobs = knobsOf(catalogue);
  const shelves = SHELVES.filter((shelf) => config[shelf] !== first[shelf]).map((shelf) => {
    const [from, to] = [first, config].map((each) => partOf(each, shelf, catalogue)?.title ?? 'none');
    return shelf === 'prototypes' ? `${from.toLowerCase()} → ${to.toLowerCase()}` : `${from} → ${to}`;
  });
  // the name of a part that only one lane has says enough
  const both = new Set(SHELVES.flatMap((shelf) => (config[shelf] === first[shelf] ? [config[shelf]] : [])));
  const turned = differing([first, config], catalogue)
    .filter((key) => key in catalogue.run || both.has(key.split('.')[0]))
    .map((key) => {
      const knob = knobs.get(key);
      return `${labelOf(knob)} ${valueWords(knob, first[key])} → ${valueWords(knob, config[key])}`;
    });
  return [...shelves, ...turned];
}

/** Config keys in which these lanes differ, without knobs of parts that no lane uses. */
function differing(configs: readonly RunConfig[], catalogue: Catalogue): string[] {
  const parts = new Set(SHELVES.flatMap((shelf) => catalogue.shelves[shelf].map(({ id }) => id)));
  const picked = new Set(SHELVES.flatMap((shelf) => configs.map((config) => config[shelf])));
  return [...knobsOf(catalogue).keys()].filter((key) => {
    const [owner] = key.split('.');
    const idle = owner !== key && parts.has(owner) && !picked.has(owner);
    return !idle && configs.some((config) => config[key] !== configs[0]?.[key]);
  });
}

/** True for a feature that is off by default and off here: "without KoLeo-Proto" is no name. */
const off = (knob: Knob | undefined, value: KnobValue | undefined) => !value && value === knob?.default;

/** Formats a setting in a few letters. */
const said = (knob: Knob | undefined, value: KnobValue | undefined): string =>
  knob && value !== undefined ? `${labelOf(knob)} ${valueWords(knob, value)}` : '';

/** The symbol of a knob if its label ends in one ("K"), else the label. */
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
