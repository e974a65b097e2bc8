import { number } from '../base/knobs.ts';
import { momentumStep } from '../math/update/momentum.ts';
import type { Optimizer } from './optimizer.ts';

const knobs = {
  momentum: number({
    label: 'SGD momentum',
    default: 0.9,
    min: 0,
    max: 0.999,
    live: true,
    hint: 'Heavy-ball averaging of the gradient. Needs a learning rate about 20 times AdamW’s.',
  }),
};

/** Stochastic gradient descent with momentum, and weight decay as part of the gradient, as in torch.optim.SGD. */
export const sgd: Optimizer<typeof knobs> = {
  id: 'sgd',
  title: 'SGD',
  summary: 'stochastic gradient descent with momentum; weight decay is part of the gradient.',
  papers: [],
  knobs,
  update: (pack, { gradients, layout, blocks, rates, clip, momentum }, values) =>
    momentumStep(pack, gradients, layout, blocks, rates, { beta: values.momentum, trust: 0, clip, momentum }),
};
