import type { Catalogue, Shelf } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { Locked } from '../kit/Locked.tsx';
import { useControl } from '../kit/use-control.ts';
import { settingId } from '../state/controls.ts';
import { partOf, serves } from '../state/experiment.ts';

interface PartPickProps {
  readonly shelf: Shelf;
  readonly label: string;
  readonly catalogue: Catalogue;
  /** Configs of the lanes that the pick changes. The first one's value is shown. */
  readonly configs: readonly RunConfig[];
  readonly onPick: (id: string) => void;
  /** A note below, such as the lanes' values when they differ. */
  readonly note?: string | undefined;
  /** Takes the whole row. */
  readonly wide?: boolean;
}

/** Picks a part from a shelf. Disables encoders that do not serve every lane's method. */
export function PartPick({ shelf, label, catalogue, configs, onPick, note, wide = false }: PartPickProps) {
  const control = useControl(settingId(shelf));
  const [first] = configs;
  return (
    <label
      className={wide ? 'pick wide' : 'pick'}
      title={first && partOf(first, shelf, catalogue)?.summary}
      {...control}
    >
      <span>{label}</span>
      <Locked name={shelf}>
        <select value={String(first?.[shelf])} onChange={(event) => onPick(event.target.value)}>
          {catalogue.shelves[shelf].map((part) => (
            <option
              key={part.id}
              value={part.id}
              disabled={shelf === 'encoder' && configs.some((config) => !serves(part, config, catalogue))}
            >
              {part.title}
            </option>
          ))}
        </select>
      </Locked>
      {note && <span className="knob-note">{note}</span>}
    </label>
  );
}
