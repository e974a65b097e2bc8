import type { Catalogue, Shelf } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { serves } from '../state/experiment.ts';

interface PartOptionsProps {
  readonly shelf: Shelf;
  readonly catalogue: Catalogue;
  /** Of the lanes that would take the part: an encoder that does not serve all of their methods cannot be picked. */
  readonly configs: readonly RunConfig[];
}

/** The parts of a shelf, for a select. */
export function PartOptions({ shelf, catalogue, configs }: PartOptionsProps) {
  return catalogue.shelves[shelf].map((part) => (
    <option
      key={part.id}
      value={part.id}
      disabled={shelf === 'encoder' && configs.some((config) => !serves(part, config, catalogue))}
    >
      {part.title}
    </option>
  ));
}
