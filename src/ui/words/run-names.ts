import { type Catalogue, SHELVES } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import type { Knob, KnobValue } from '../../base/knobs.ts';
import { laneName } from '../state/experiment.ts';
import { settingWords } from './setting-words.ts';

/** Most settings in the name of a run that stands alone. Its caption has them all. */
const ALONE = 2;

/**
 * The names of runs that are shown together: method and prototypes, then the settings that distinguish each run from
 * the others ("CARP · joint, K 64"), and its seed if their seeds differ. A run alone is distinguished from the
 * defaults. Two names are equal only if the runs have equal settings, or differ in settings of parts that they do not use.
 */
export function runNames(configs: readonly RunConfig[], catalogue: Catalogue): string[] {
  const telling = differences(configs, catalogue);
  const plain = configs.map((config) => laneName(config, catalogue));
  const whole = telling.map((words, i) => [plain[i], ...words].join('\n'));
  const told = configs.map(() => (configs.length === 1 ? ALONE : 1));
  const said = () => telling.map((words, i) => [plain[i], ...words.slice(0, told[i])].join(', '));
  let names = said();
  for (let grows = true; grows; names = said()) {
    const unclear = names.map((name, i) => names.some((other, j) => other === name && whole[i] !== whole[j]));
    grows = unclear.some((each, i) => each && told[i] < telling[i].length);
    for (const [i, each] of unclear.entries()) if (each) told[i] += 1;
  }
  const seeds = new Set(configs.map((config) => config['seed']));
  return seeds.size > 1 ? names.map((name, i) => `${name}, seed ${configs[i]['seed']}`) : names;
}

/**
 * The settings that distinguish runs of one method and one kind of prototypes, per run, in a few letters each; the
 * seed is not among them. If a setting of the whole run distinguishes some, all runs name it (K in a sweep). A run alone
 * has its first changed settings.
 */
export function differences(configs: readonly RunConfig[], catalogue: Catalogue): string[][] {
  const knobs = knobsOf(catalogue);
  const plain = configs.map((config) => laneName(config, catalogue));
  const telling =
    configs.length === 1
      ? [departing(configs[0], catalogue)]
      : plain.map((name) => {
          const twins = configs.filter((_, i) => plain[i] === name);
          return twins.length > 1 ? differing(twins, catalogue) : [];
        });
  const common = [...new Set(telling.flat())].filter((key) => key in catalogue.run);
  return configs.map((config, i) =>
    [...new Set([...telling[i], ...common])]
      .filter((key) => acts(key, config, catalogue) && !off(knobs.get(key), valueIn(config, key, knobs)))
      .map((key) => {
        const all = configs.map((each) => valueIn(each, key, knobs));
        return settingWords(knobs.get(key), valueIn(config, key, knobs), all);
      }),
  );
}

/** Config keys in which these runs differ, without the seed and without the settings of parts that a run does not use. */
export function differing(configs: readonly RunConfig[], catalogue: Catalogue): string[] {
  const knobs = knobsOf(catalogue);
  return [...knobs.keys()].filter((key) => {
    const using = configs.filter((config) => acts(key, config, catalogue));
    return (
      key !== 'seed' && using.some((config) => valueIn(config, key, knobs) !== valueIn(using[0], key, knobs))
    );
  });
}

/** The first settings that a run has changed. */
function departing(config: RunConfig, catalogue: Catalogue): string[] {
  const named = new Set(['seed', 'method', 'prototypes']);
  return [...knobsOf(catalogue)]
    .filter(
      ([key, knob]) =>
        !named.has(key) && acts(key, config, catalogue) && (config[key] ?? knob.default) !== knob.default,
    )
    .map(([key]) => key)
    .slice(0, ALONE);
}

/** A run from before a setting had its default. */
const valueIn = (config: RunConfig, key: string, knobs: ReadonlyMap<string, Knob>): KnobValue | undefined =>
  config[key] ?? knobs.get(key)?.default;

/** False for a setting of a part that the run does not use. */
function acts(key: string, config: RunConfig, catalogue: Catalogue): boolean {
  const [owner] = key.split('.');
  if (owner === key || key in catalogue.run) return true;
  return SHELVES.some((shelf) => config[shelf] === owner);
}

/** True for a feature that is off by default and off here: "without KoLeo-Proto" is no name. */
const off = (knob: Knob | undefined, value: KnobValue | undefined) => !value && value === knob?.default;
