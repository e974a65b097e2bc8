import { EPSILONS, PAPER_EPSILON } from '../../base/epsilons.ts';
import { useEnvironment } from './environment.ts';

interface EpsilonPickProps {
  /** The purpose of the ε, written in front of the letter where nothing else says it. */
  readonly label?: string;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  /** Called with the picked index. By default the page's own ε changes. */
  readonly onPick?: (index: number) => void;
}

/** Picks the ε within which duplicates are counted. */
export function EpsilonPick({ label, epsilon, onPick }: EpsilonPickProps) {
  const { store } = useEnvironment();
  const pick = onPick ?? ((index: number) => store.dispatch({ type: 'epsilon', index }));
  return (
    <label className="pick inline" data-embed="off">
      <span>
        {label} <i>ε</i> =
      </span>
      <select value={epsilon} onChange={(event) => pick(Number(event.target.value))}>
        {EPSILONS.map((value, i) => (
          <option key={value} value={i}>
            {value}
            {value === PAPER_EPSILON ? ' (paper)' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}
