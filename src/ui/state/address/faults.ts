import type { Catalogue } from '../../../base/catalogue.ts';
import { problems } from '../../../base/config.ts';
import { listed, type Trouble } from '../../../base/errors.ts';
import { MOST_LANES } from '../lane-limits.ts';

/** Pairs of an address that set nothing. */
export interface Faults {
  /** Keys that are no setting. */
  readonly unknown: string[];
  /** Keys of lanes that the address does not have. */
  readonly noLane: string[];
  /** One a value that its setting cannot have. */
  readonly refused: Trouble[];
}

/** Most refused values that are each told with their reason. */
const TOLD = 3;

/** A Trouble for each kind of fault, whatever the number of pairs; the first refused values have their own. */
export function faultTroubles(
  { unknown, noLane, refused }: Faults,
  lanes: number,
  catalogue: Catalogue,
): Trouble[] {
  const troubles = refused.slice(0, TOLD);
  const more = refused.slice(TOLD).flatMap(({ knob }) => knob ?? []);
  if (more.length > 0)
    troubles.push({
      kind: 'config',
      failed: `The values of ${listed(more)} are not possible`,
      why: 'They are of another kind or out of range.',
      todo: 'Using the defaults of these settings.',
    });
  if (unknown.length > 0) troubles.push({ ...unknownTrouble(unknown, catalogue), todo: REST });
  if (noLane.length > 0)
    troubles.push({
      kind: 'config',
      failed: `No lane for ${listed(noLane)}`,
      why: `The link has lanes 1 to ${lanes}.`,
      todo: `Correct the lane number, or add lanes (lanes=${MOST_LANES} at most).`,
    });
  return troubles;
}

const REST = 'The rest of the link still works.';

/** A name alone comes with names like it. */
function unknownTrouble(names: readonly string[], catalogue: Catalogue): Trouble {
  const [first = '', ...others] = names;
  const [alone] = problems({ [first]: '' }, catalogue);
  return (
    (others.length === 0 && alone) || {
      kind: 'config',
      failed: `Unknown settings ${listed(names)}`,
      why: 'This page has no settings with these names.',
      todo: REST,
    }
  );
}
