import './algorithm.css';
import { useEffect, useRef, useState } from 'react';
import type { Catalogue } from '../../../base/catalogue.ts';
import { type AlgorithmData, algorithm } from '../../../plots/algorithm.ts';
import { PlotFigure } from '../../figures/PlotFigure.tsx';
import type { Draw } from '../../figures/panels.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { newMemo } from '../../kit/memo.ts';
import type { AppState } from '../../state/app-state.ts';
import { active } from '../../state/lane-state.ts';
import { canStart } from '../../state/reduce.ts';
import { Terms } from '../../words/Terms.tsx';
import { ACT_WORDS, actsOf, algorithmOf } from './lane-algorithm.ts';

/** Time in ms per act in slow motion. */
const SHOWN = 900;

interface Diagram {
  readonly name: string;
  readonly data: AlgorithmData;
}

/** The acts of a step, which of its updates are applied, and both in slow motion. */
export function Algorithm({ state, catalogue }: { readonly state: AppState; readonly catalogue: Catalogue }) {
  const { store } = useEnvironment();
  const keep = useRef(newMemo()).current;
  const [index, setIndex] = useState<number>();
  const { lanes } = state;
  const diagrams = diagramsOf(state, catalogue);
  const acts = actsOf(diagrams.map(({ data }) => data));
  const act = index === undefined ? undefined : acts[index];
  const knob = catalogue.run['update'];
  const update = lanes[0]?.config?.['update'];

  // show one act after the other; after the last, do the step and begin the next
  const stepping = lanes.some((lane) => lane.stepping || lane.stepWaits);
  const goesOn = lanes.some(active) || canStart(state);
  const running = state.intent === 'run';
  useEffect(() => {
    if (index === undefined) return;
    if (running || (!goesOn && !stepping)) {
      setIndex(undefined);
      return;
    }
    const timer = setTimeout(() => {
      if (index + 1 < acts.length) setIndex(index + 1);
      else if (!stepping) {
        store.dispatch({ type: 'step' });
        setIndex(0);
      }
    }, SHOWN);
    return () => clearTimeout(timer);
  }, [index, acts.length, running, goesOn, stepping, store]);

  const slow = () => {
    if (index !== undefined) {
      setIndex(undefined);
      return;
    }
    if (running) store.dispatch({ type: 'pause' });
    setIndex(0);
  };

  return (
    <div className="algorithm">
      <div className="algorithm-side">
        <div className="algorithm-controls">
          {knob?.kind === 'choice' && (
            <fieldset className="update">
              <legend title={knob.hint}>{knob.label}</legend>
              {knob.options.map(({ value, label }) => (
                <label key={value}>
                  <input
                    type="radio"
                    name="update"
                    value={value}
                    checked={update === value}
                    onChange={() => store.dispatch({ type: 'turn', lane: 'all', values: { update: value } })}
                  />
                  {label}
                </label>
              ))}
            </fieldset>
          )}
          <button type="button" aria-pressed={index !== undefined} onClick={slow} disabled={!goesOn}>
            Slow motion
          </button>
        </div>
        <ol className="acts">
          {acts.map((each) => (
            <li key={each} aria-current={each === act ? 'step' : undefined}>
              <Terms text={ACT_WORDS[each]} tab={false} />
            </li>
          ))}
        </ol>
      </div>
      {diagrams.map(({ name, data }, i) => (
        <PlotFigure
          key={name}
          name={`Algorithm, ${name}`}
          heading={name}
          draw={keep(
            `diagram ${i}`,
            [...Object.values(data), act],
            (): Draw => (options) => algorithm({ ...data, act }, options),
          )}
          aspect={0.69}
          caption={`One training step: ${name}.`}
          saves
        />
      ))}
    </div>
  );
}

/** One diagram per kind of step, named after its lanes. */
function diagramsOf({ lanes }: AppState, catalogue: Catalogue): Diagram[] {
  const found = new Map<string, { numbers: number[]; data: AlgorithmData }>();
  lanes.forEach(({ config }, i) => {
    const data = config && algorithmOf(config, catalogue);
    if (!data) return;
    const key = Object.values(data).join(' ');
    const known = found.get(key);
    if (known) known.numbers.push(i + 1);
    else found.set(key, { numbers: [i + 1], data });
  });
  return [...found.values()].map(({ numbers, data }) => ({
    name: `${numbers.length > 1 ? 'lanes' : 'lane'} ${numbers.join(', ')}`,
    data,
  }));
}
