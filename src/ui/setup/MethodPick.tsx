import { memo } from 'react';
import type { PartInfo } from '../../base/catalogue.ts';
import { useControl } from '../kit/use-control.ts';
import { settingId } from '../state/controls.ts';

interface MethodPickProps {
  readonly parts: readonly PartInfo[];
  /** The method that the lane's plots are of. */
  readonly shown: string;
  /** The method that its next run will have. */
  readonly picked: string;
  readonly onPick: (id: string) => void;
}

/** The lane's title, which picks its method. It names the run that is shown; another pick stands beside it. */
export const MethodPick = memo(function MethodPick({ parts, shown, picked, onPick }: MethodPickProps) {
  const next = parts.find(({ id }) => id === picked);
  return (
    <label
      className="method-pick"
      data-embed="off"
      title={parts.find(({ id }) => id === shown)?.summary}
      {...useControl(settingId('method'))}
    >
      <select
        aria-label="Method"
        data-setting="method"
        value={shown}
        onChange={(event) => onPick(event.target.value)}
      >
        {parts.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {picked !== shown && <span className="picked">→ {next?.title ?? picked}</span>}
    </label>
  );
});
