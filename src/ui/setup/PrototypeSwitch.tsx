import { useId } from 'react';
import type { PartInfo } from '../../base/catalogue.ts';
import { useControl } from '../kit/use-control.ts';
import { settingId } from '../state/controls.ts';

interface PrototypeSwitchProps {
  readonly parts: readonly PartInfo[];
  readonly value: string;
  readonly onPick: (id: string) => void;
}

/** Picks how a lane's prototypes move. It is the page's largest control because the page is about this choice. */
export function PrototypeSwitch({ parts, value, onPick }: PrototypeSwitchProps) {
  const name = useId();
  return (
    <fieldset
      className="switch"
      role="radiogroup"
      aria-label="Prototypes"
      {...useControl(settingId('prototypes'))}
    >
      {parts.map((part) => (
        <label key={part.id} className="switch-option" title={`${part.title}: ${part.summary}`}>
          <input
            type="radio"
            name={name}
            value={part.id}
            checked={part.id === value}
            onChange={() => onPick(part.id)}
          />
          <span>{part.title}</span>
        </label>
      ))}
    </fieldset>
  );
}
