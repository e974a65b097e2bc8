import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';
import { ACTS, type Act, type AlgorithmData, happens } from '../../../plots/algorithm.ts';
import { partOf } from '../../state/experiment.ts';

/** Describes a lane's step by its parts. Undefined if the catalogue lacks them. */
export function algorithmOf(config: RunConfig, catalogue: Catalogue): AlgorithmData | undefined {
  const movedBy = partOf(config, 'prototypes', catalogue)?.movedBy;
  const teacher = partOf(config, 'method', catalogue)?.teacher;
  if (!movedBy || !teacher) return undefined;
  const asked = config['update'];
  const update = asked === 'encoder' || asked === 'prototypes' ? asked : 'both';
  return { movedBy, teacher, update };
}

/** Acts that at least one of these lanes has, in the order of a step. */
export const actsOf = (lanes: readonly AlgorithmData[]): Act[] =>
  ACTS.filter((act) => lanes.some((lane) => happens(act, lane)));

/** Each act in one sentence. */
export const ACT_WORDS: Readonly<Record<Act, string>> = {
  embed: 'Two views of every image pass the teacher and the student.',
  observe: '(i) Decoupled prototypes learn from teacher embeddings, by a loss of their own.',
  score: 'Embeddings meet the prototypes; the teacher’s scores become targets.',
  loss: '(ii) The loss compares the student’s scores with the targets.',
  gradient: 'Its gradient moves the student, and the prototypes where they are joint.',
  follow: 'The teacher follows the student by a moving average.',
};
