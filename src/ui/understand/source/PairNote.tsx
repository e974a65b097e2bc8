import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';
import { pairOf } from './pair.ts';

interface PairNoteProps {
  readonly config: RunConfig;
  readonly catalogue: Catalogue;
}

/** Says which paper ran a lane's pair of method and prototypes, or that none did. */
export function PairNote({ config, catalogue }: PairNoteProps) {
  const { published, says } = pairOf(config, catalogue);
  return (
    <p className="pair-note">
      {!published && <strong>Not from a paper.</strong>} {says}
    </p>
  );
}
