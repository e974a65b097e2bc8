import { number } from '../base/knobs.ts';

/** Knobs of methods whose targets are Sinkhorn-Knopp assignments. */
export const balancingKnobs = {
  sinkhorn_iterations: number({
    label: 'Sinkhorn iterations',
    default: 3,
    min: 1,
    max: 20,
    integer: true,
    live: true,
    hint: 'Sinkhorn rounds. Each gives every prototype an equal share of the batch, or of each position in the image.',
  }),
};
