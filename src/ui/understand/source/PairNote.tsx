import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';
import { pairOf } from './pair.ts';

interface PairNoteProps {
  readonly config: RunConfig;
  readonly catalogue: Catalogue;
}

/** Names the paper that ran a lane's pair of method and prototypes, if one did. */
export function PairNote({ config, catalogue }: PairNoteProps) {
  return <p className="pair-note">{pairOf(config, catalogue)}</p>;
}
