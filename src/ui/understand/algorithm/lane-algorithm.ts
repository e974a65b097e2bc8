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
  embed: 'Teacher and student each embed two views of every image.',
  observe: '(i) Decoupled prototypes are fitted to the teacher embeddings by EM, outside the loss.',
  score: 'Embeddings are scored against the prototypes; teacher scores become targets.',
  loss: '(ii) The loss compares the student’s scores with the targets.',
  gradient: 'The gradient updates the student, and joint prototypes with it.',
  follow: 'The teacher follows the student as a moving average.',
};
