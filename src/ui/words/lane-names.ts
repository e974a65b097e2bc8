import { type Catalogue, SHELVES } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import type { AppState } from '../state/app-state.ts';
import { partOf } from '../state/experiment.ts';
import { shownGhosts } from '../state/ghost.ts';
import { shownConfig, startedWith } from '../state/lane-state.ts';
import { differing, runNames } from './run-names.ts';
import { labelOf, valueWords } from './setting-words.ts';

/** The names of the page's lanes. Without a catalogue, lanes are numbered. */
export function laneLabels({ lanes, catalogue }: AppState): string[] {
  return pageLabels({ lanes, ...(catalogue && { catalogue }) }).lanes;
}

/**
 * The names of everything that the page's curves show: its lanes, and the ghosts behind them. A ghost that a person
 * named keeps that name, and one that would have the name of another is marked as pinned.
 */
export function pageLabels(
  state: Pick<AppState, 'lanes' | 'ghosts' | 'logs' | 'linked' | 'example' | 'catalogue'>,
): {
  readonly lanes: string[];
  readonly ghosts: string[];
} {
  const { lanes, catalogue } = state;
  const ghosts = shownGhosts(state);
  const configs = lanes.map((lane) => shownConfig(lane) ?? {});
  if (!catalogue || configs.some((config) => config['method'] === undefined))
    return {
      lanes: lanes.map(({ run }, i) => run.label ?? `Lane ${i + 1}`),
      ghosts: ghosts.map(({ name, run }, i) => name ?? run.label ?? `Pinned run ${i + 1}`),
    };
  const unnamed = ghosts.filter(({ name }) => name === undefined);
  // the seeds of a band stand behind its name
  const seed = configs[0]?.['seed'] ?? 0;
  const beside = unnamed.map(({ run, spread }) => ({ ...startedWith(run), ...(spread && { seed }) }));
  const names = runNames([...configs, ...beside], catalogue);
  const taken = new Set(names.slice(0, configs.length));
  const free = (name: string, nth = 1): string => {
    const marked = nth === 1 ? `${name} (pinned)` : `${name} (pinned, ${nth})`;
    return taken.has(marked) ? free(name, nth + 1) : marked;
  };
  return {
    lanes: numbered(names.slice(0, configs.length)),
    ghosts: ghosts.map((ghost) => {
      if (ghost.name !== undefined) return ghost.name;
      const plain = names[configs.length + unnamed.indexOf(ghost)];
      const name = ghost.spread ? bandName(plain, ghost.spread.seeds) : plain;
      const own = taken.has(name) ? free(name) : name;
      taken.add(own);
      return own;
    }),
  };
}

/** The name of a band: the mean of several seeds, and their range. */
const bandName = (name: string, seeds: readonly number[]): string =>
  `${name.replace(/, seed \d+$/, '')}, mean of seeds ${seeds.join(', ')}`;

/** The names of lanes side by side (run-names.ts). Identical lanes are numbered. */
export const laneNames = (configs: readonly RunConfig[], catalogue: Catalogue): string[] =>
  numbered(runNames(configs, catalogue));

const numbered = (names: readonly string[]): string[] =>
  names.map((name, i) => (names.filter((other) => other === name).length > 1 ? `${name} (${i + 1})` : name));

/** The settings in which a lane differs from the first, by name: "Prototypes joint → decoupled", "η 0.99 → 0.95". */
export function changes(config: RunConfig, first: RunConfig, catalogue: Catalogue): string[] {
  const knobs = knobsOf(catalogue);
  const shelves = SHELVES.filter((shelf) => config[shelf] !== first[shelf]).map((shelf) => {
    const [from, to] = [first, config].map((each) => partOf(each, shelf, catalogue)?.title ?? 'none');
    return shelf === 'prototypes' ? `${from.toLowerCase()} → ${to.toLowerCase()}` : `${from} → ${to}`;
  });
  // the seed is no part of a run's name, but it is a setting that differs
  const keys = [
    ...differing([first, config], catalogue),
    ...(first['seed'] === config['seed'] ? [] : ['seed']),
  ];
  const turned = keys
    .filter((key) => !SHELVES.some((shelf) => shelf === key))
    .map((key) => {
      const knob = knobs.get(key);
      return `${labelOf(knob)} ${valueWords(knob, first[key])} → ${valueWords(knob, config[key])}`;
    });
  return [...shelves, ...turned];
}
