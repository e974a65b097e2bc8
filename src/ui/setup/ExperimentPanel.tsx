import './setup.css';
import { memo, useCallback, useMemo } from 'react';
import { type Catalogue, SHELVES, type Shelf } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { idleNote } from '../../base/idle-settings.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { useEnvironment } from '../kit/environment.ts';
import { followedNumbers, partOf, sharedGroups } from '../state/experiment.ts';
import { Knobs } from './Knobs.tsx';
import { PartPick } from './PartPick.tsx';
import { timeWords } from './time-words.ts';

interface ExperimentPanelProps {
  readonly catalogue: Catalogue;
  /** Configs of all lanes. */
  readonly configs: readonly RunConfig[];
  /** Keys whose value differs in some running lane. */
  readonly waits: ReadonlySet<string>;
}

const PICKS: readonly (readonly [Shelf, string])[] = [
  ['dataset', 'Dataset'],
  ['encoder', 'Encoder'],
  ['optimizer', 'Optimiser'],
];

/** The settings that all lanes share. A change here changes every lane. */
export const ExperimentPanel = memo(function ExperimentPanel(props: ExperimentPanelProps) {
  const { catalogue, configs, waits } = props;
  const { store } = useEnvironment();
  const turn = useCallback(
    (key: string, value: KnobValue) =>
      store.dispatch({ type: 'turn', lane: 'all', values: { [key]: value } }),
    [store],
  );
  const first = configs[0];
  const valueAt = useCallback((key: string) => first?.[key], [first]);
  const differs = useCallback(
    (key: string) =>
      configs.every((config) => config[key] === first?.[key])
        ? undefined
        : `Lanes differ: ${configs.map((config, i) => `lane ${i + 1} ${wordsOf(key, config, catalogue)}`).join(', ')}. Choosing here sets all.`,
    [configs, first, catalogue],
  );
  const numbers = useMemo(() => (first ? followedNumbers(first, catalogue) : {}), [first, catalogue]);
  const time = useMemo(() => timeWords(configs, catalogue), [configs, catalogue]);
  const groups = useMemo(() => sharedGroups(configs, catalogue), [configs, catalogue]);
  const picks = PICKS.filter(([shelf]) => catalogue.shelves[shelf].length > 1 || shelf === 'dataset');
  return (
    <section className="experiment" aria-label="Experiment">
      <h2>Experiment</h2>
      <p className="experiment-note">
        Applies to every lane. Same data, seed and batches; same initial weights, unless the methods
        initialise differently.
      </p>
      {picks.map(([shelf, label]) => (
        <PartPick
          key={shelf}
          shelf={shelf}
          label={label}
          catalogue={catalogue}
          configs={configs}
          onPick={(id) => turn(shelf, id)}
          note={differs(shelf)}
          wide
        />
      ))}
      <Knobs
        groups={groups}
        valueAt={valueAt}
        followed={(key) => numbers[key]}
        note={(key) => (key === 'time_compression' && time ? time : idleNote(key, configs))}
        differs={differs}
        waits={waits}
        onTurn={turn}
        open={['Run']}
      />
    </section>
  );
});

/** A part by its title, any other setting by its value. */
function wordsOf(key: string, config: RunConfig, catalogue: Catalogue): string {
  const shelf = SHELVES.find((each) => each === key);
  return (shelf && partOf(config, shelf, catalogue)?.title) ?? String(config[key]);
}
