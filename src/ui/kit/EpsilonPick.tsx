import { EPSILONS, PAPER_EPSILON } from '../../base/epsilons.ts';
import { useEnvironment } from './environment.ts';

interface EpsilonPickProps {
  /** What the ε is for, in front of the letter. */
  readonly label: string;
  /** Index into EPSILONS. */
  readonly epsilon: number;
}

/** Which ε of the grid the page's single numbers and groups use. */
export function EpsilonPick({ label, epsilon }: EpsilonPickProps) {
  const { store } = useEnvironment();
  return (
    <label className="pick inline">
      <span>
        {label} <i>ε</i>
      </span>
      <select
        value={epsilon}
        onChange={(event) => store.dispatch({ type: 'epsilon', index: Number(event.target.value) })}
      >
        {EPSILONS.map((value, i) => (
          <option key={value} value={i}>
            {value}
            {value === PAPER_EPSILON ? ' (the paper’s)' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}
