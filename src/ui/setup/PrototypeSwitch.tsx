import { memo, useId } from 'react';
import type { PartInfo } from '../../base/catalogue.ts';
import { Menu } from '../kit/Menu.tsx';
import { useControl } from '../kit/use-control.ts';
import { settingId } from '../state/controls.ts';

interface PrototypeSwitchProps {
  readonly parts: readonly PartInfo[];
  /** The prototypes that the lane's plots are of: the filled segment. */
  readonly shown: string;
  /** The prototypes that its next run will have: outlined where they differ. */
  readonly picked: string;
  readonly onPick: (id: string) => void;
}

/** Segments beside each other. Rarer kinds are in a menu, and take the last place when picked. */
const SEGMENTS = 3;

/** Picks how a lane's prototypes move. It is the loudest control because the page is about this choice. */
export const PrototypeSwitch = memo(function PrototypeSwitch({
  parts,
  shown,
  picked,
  onPick,
}: PrototypeSwitchProps) {
  const name = useId();
  const first = parts.slice(0, SEGMENTS);
  const rare = parts.filter((part) => !first.includes(part) && (part.id === shown || part.id === picked));
  const segments = [...first.slice(0, SEGMENTS - (rare.length > 0 ? 1 : 0)), ...rare];
  const others = parts.filter((part) => !segments.includes(part));
  const option = (part: PartInfo, where: 'segment' | 'other') => (
    <label
      key={part.id}
      className={where === 'segment' ? 'switch-option' : 'switch-other'}
      data-shown={part.id === shown || undefined}
      title={where === 'segment' ? `${part.title}: ${part.summary}` : undefined}
    >
      <input
        type="radio"
        name={name}
        value={part.id}
        aria-label={part.title}
        checked={part.id === picked}
        onChange={() => onPick(part.id)}
      />
      <span>
        {part.title}
        {where === 'other' && <small>{part.summary}</small>}
      </span>
    </label>
  );
  return (
    <fieldset
      className="switch"
      role="radiogroup"
      aria-label="Prototypes"
      {...useControl(settingId('prototypes'))}
    >
      {segments.map((part) => option(part, 'segment'))}
      {others.length > 0 && (
        <Menu className="switch-more" name="More kinds of prototypes" summary="⋯">
          {others.map((part) => option(part, 'other'))}
        </Menu>
      )}
    </fieldset>
  );
});
