import type { Catalogue } from '../../base/catalogue.ts';
import { changed, type RunConfig } from '../../base/config.ts';
import { EPSILONS } from '../../base/epsilons.ts';
import { citedAs, PAPERS } from '../../base/papers.ts';
import { USAGE_ROWS } from '../../base/usage-window.ts';
import type { AppState } from '../state/app-state.ts';
import { beginningOf } from '../state/beginnings.ts';
import { partOf } from '../state/experiment.ts';
import { type LaneState, latestOf, shownConfig } from '../state/lane-state.ts';
import { laneBand } from '../state/seeds/series.ts';
import { changesWords } from './course-words.ts';
import { mergeWords } from './merge-words.ts';
import { numeral } from './numerals.ts';
import { differences } from './run-names.ts';
import { viewCaption } from './view-caption.ts';

/**
 * One line per lane: method, prototypes, dataset, encoder, K, D, steps, seed, and the settings that distinguish it
 * from the other lanes.
 */
export function laneCaptions(lanes: readonly LaneState[], catalogue: Catalogue | undefined): string[] {
  const configs = lanes.flatMap((lane) => {
    const config = shownConfig(lane);
    return config ? [config] : [];
  });
  if (!catalogue || configs.length < lanes.length) return lanes.map(() => '');
  const telling = differences(configs, catalogue);
  return lanes.map((lane, i) => {
    const parts = laneParts(lane, catalogue);
    return [...parts, ...telling[i].filter((each) => !parts.includes(each))].join(', ');
  });
}

function laneParts(lane: LaneState, catalogue: Catalogue): string[] {
  const config = shownConfig(lane);
  if (!config) return [];
  const title = (shelf: 'method' | 'prototypes' | 'dataset' | 'encoder') =>
    partOf(config, shelf, catalogue)?.title ?? String(config[shelf]);
  const value = (key: string) =>
    typeof config[key] === 'number' ? numeral(config[key]) : String(config[key]);
  const latest = latestOf(lane.run);
  const steps = latest ? `${numeral(latest.step)} of ${value('steps')}` : value('steps');
  return [
    `${title('method')}, ${title('prototypes').toLowerCase()} prototypes`,
    title('dataset'),
    `${title('encoder')} encoder`,
    `K ${value('K')}`,
    `D ${value('D')}`,
    `batch ${value('batch')}`,
    `steps ${steps}`,
    seedWords(lane, config),
    ...changesIn(lane),
  ];
}

const changesIn = ({ run }: LaneState): string[] => {
  const words = changesWords(run.course?.changes.length ?? 0);
  return words === '' ? [] : [words];
};

/** The seed of a lane's run, or all seeds whose mean and range its curves show. */
function seedWords(lane: LaneState, config: RunConfig): string {
  const seeds = laneBand(lane)?.spread.seeds.join(', ');
  if (seeds === undefined) return `seed ${String(config['seed'])}`;
  return lane.mean
    ? `mean and range of seeds ${seeds}, ring and angles of seed ${String(config['seed'])}`
    : `seed ${String(config['seed'])}, range of seeds ${seeds}`;
}

/** The captions of all lanes, one per line, for pictures of several lanes. */
export function comparisonCaption(lanes: readonly LaneState[], catalogue: Catalogue | undefined): string {
  return laneCaptions(lanes, catalogue)
    .map((caption, i) => `Lane ${i + 1}: ${caption}.`)
    .join('\n');
}

/** The playground's version and commit, and the backend that trained. */
export function madeBy(lanes: readonly LaneState[]): string {
  const backends = new Set(
    lanes.flatMap(({ run, device }) => {
      const backend = run.backend ?? device;
      return latestOf(run) && backend ? [`${backend.name}, ${backend.adapter}`] : [];
    }),
  );
  return [`Made with proto-playground ${__VERSION__}, commit ${__COMMIT__}`, ...backends]
    .join('; ')
    .concat('.');
}

/**
 * The caption as a file: each lane's run, all changed settings, and the meaning of the numbers.
 * `address` opens the page with this setup.
 */
export function captionText(state: AppState, address: string): string {
  const { lanes, catalogue, at } = state;
  const settings = lanes.flatMap((lane, i) => {
    const held = shownConfig(lane);
    if (!held || !catalogue) return [];
    const pairs = changed(held, catalogue).flatMap(([key, value]) =>
      key === 'seed' ? [] : [`${key} = ${value}`],
    );
    const { changes = [] } = lane.run.course ?? {};
    const turned = changes.map(({ step, key, value }) => `${key} = ${value} at step ${numeral(step)}`);
    return [
      `Lane ${i + 1}, changed settings: ${pairs.join(', ') || 'none'}; seed = ${held['seed']}.`,
      ...(turned.length === 0 ? [] : [`Lane ${i + 1}, changed while training: ${turned.join(', ')}.`]),
      ...(lane.run.course?.returns ?? []).map(
        ({ from, to }) =>
          `Lane ${i + 1} went back from step ${numeral(from)} to ${numeral(to)} after a number that was not finite.`,
      ),
    ];
  });
  return [
    together(lanes, catalogue),
    comparisonCaption(lanes, catalogue),
    ...settings,
    ...onsetWords(state),
    ...(at === undefined ? [] : [`Rings, angles and the ε curve show step ${numeral(at)}.`]),
    ...viewCaption(state),
    'Unique: share of the K prototypes left after merging those within ε ' +
      `(${citedAs(PAPERS.arteaga)}, Definition 2.1). ` +
      `Used: share with the highest raw score in at least one of the last ${numeral(USAGE_ROWS)} teacher rows. ` +
      'Agreed: share that both views of some image win, more often than by chance. In use: agreed and unique. ' +
      'k-NN: accuracy on frozen encoder features, k = 20, T = 0.07. Toy scale.',
    madeBy(lanes),
    `Setup: ${address}`,
    '',
  ].join('\n');
}

/** The kinds of prototypes, and their seeds. Opened runs may have been trained apart. */
function together(lanes: readonly LaneState[], catalogue: Catalogue | undefined): string {
  const seeds = new Set(lanes.map((lane) => shownConfig(lane)?.['seed']));
  const kinds = new Set(
    lanes.flatMap((lane) => {
      const config = shownConfig(lane);
      const title = config && catalogue && partOf(config, 'prototypes', catalogue)?.title;
      return title ? [title.toLowerCase()] : [];
    }),
  );
  const names = sentence(new Intl.ListFormat('en-GB').format(kinds));
  const prototypes = names === '' ? 'Prototypes' : `${names} prototypes`;
  return `${prototypes}, ${seeds.size === 1 ? 'same seed' : 'different seeds'}.`;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The step at which each lane's collapse began and its first pair that merged, at the ε of the page. */
function onsetWords({ lanes, epsilon }: AppState): string[] {
  const found = lanes.map(({ run }) => beginningOf(run, epsilon));
  const began = found.flatMap(({ onset }, i) =>
    onset === undefined ? [] : [`lane ${i + 1}, step ${numeral(onset)}`],
  );
  const merged = found.flatMap(({ merge }, i) => (merge ? [`lane ${i + 1}, ${mergeWords(merge)}`] : []));
  const at = `ε ${EPSILONS[epsilon]}`;
  return [
    ...(began.length === 0
      ? []
      : [`Collapse began: ${began.join('; ')}. By then unique (${at}) had lost a tenth of its final loss.`]),
    ...(merged.length === 0 ? [] : [`First merged pair (${at}): ${merged.join('; ')}.`]),
  ];
}
