import { choice, following, number, type Values } from '../../base/knobs.ts';

/** Knobs of every run, whichever parts it picks. Keys are the field's own names for them. */
export const runKnobs = {
  seed: number({
    label: 'Seed',
    default: 1,
    min: 0,
    max: 4294967295,
    integer: true,
    hint: 'Fixes initial weights, initial prototypes, batches and views; lanes with one seed see the same of each.',
  }),
  K: number({
    label: 'Prototypes K',
    default: 512,
    min: 8,
    max: 65536,
    integer: true,
    scale: 'log',
    hint: 'How many prototypes; the paper’s systems have up to 65,536, and uniqueness falls as K grows. Above 1,024 they are counted between steps, and the counts come a little later.',
  }),
  D: number({
    label: 'Embedding size D',
    default: 128,
    min: 2,
    max: 512,
    integer: true,
    scale: 'log',
    hint: 'Dimension of embeddings and prototypes; below 64 even random prototypes are not all unique at ε 0.5.',
  }),
  batch: number({
    label: 'Batch size',
    default: 64,
    min: 2,
    max: 1024,
    integer: true,
    scale: 'log',
    hint: 'Images a step; each gives two views.',
  }),
  steps: number({
    label: 'Steps',
    default: 500,
    min: 1,
    max: 100000,
    integer: true,
    scale: 'log',
    hint: 'Length of the run; the schedules end with it.',
  }),
  lr: following({
    label: 'Learning rate',
    min: 0.00001,
    max: 0.1,
    scale: 'log',
    live: true,
    hint: 'Peak learning rate of the encoder and head: a linear warm-up to it, then a cosine down to the share below. Auto follows the encoder: 0.002, and 0.001 for the ViT.',
  }),
  warmup: number({
    label: 'Warm-up',
    default: 0.1,
    min: 0,
    max: 1,
    live: true,
    hint: 'Share of the steps in which the learning rate rises to its peak.',
  }),
  lr_end: number({
    label: 'Final learning rate',
    default: 0.05,
    min: 0,
    max: 1,
    live: true,
    hint: 'Where the learning rate’s cosine ends, as a share of the peak.',
  }),
  time_compression: number({
    label: 'Time compression',
    default: 10,
    min: 1,
    max: 100,
    scale: 'log',
    live: true,
    hint: 'Runs here are hundreds of times shorter than a paper’s. Joint prototypes learn this many times faster than the encoder, and an EMA teacher forgets this many times faster than DINO’s (momentum 0.996), so that both get somewhere within 500 steps; 1 is no compression.',
  }),
  prototype_lr_multiplier: following({
    label: 'Prototype learning rate ×',
    min: 0,
    max: 100,
    live: true,
    hint: 'Learning rate of joint prototypes as a multiple of the encoder’s; auto is the time compression, and 1 is the papers’ recipe.',
  }),
  freeze_prototypes: number({
    label: 'Freeze prototypes',
    default: 0,
    min: 0,
    max: 100000,
    integer: true,
    live: true,
    hint: 'Joint prototypes stay as they start for this many steps; SwAV and DINO freeze theirs for about the first epoch.',
  }),
  update: choice({
    label: 'Update',
    default: 'both',
    options: [
      { value: 'both', label: 'encoder and prototypes' },
      { value: 'encoder', label: 'encoder only' },
      { value: 'prototypes', label: 'prototypes only' },
    ],
    live: true,
    hint: 'Applies one half of each step. The other half is computed but not applied.',
  }),
  weight_decay: number({
    label: 'Weight decay',
    default: 0.04,
    min: 0,
    max: 1,
    live: true,
    hint: 'Decay of kernels at the start (decoupled with AdamW); biases, norms and prototypes get none.',
  }),
  weight_decay_end: number({
    label: 'Weight decay, end',
    default: 0.04,
    min: 0,
    max: 1,
    live: true,
    hint: 'Weight decay goes to this value along a cosine, so equal values keep it constant; DINO’s recipe is 0.04 to 0.4.',
  }),
  clip_grad: number({
    label: 'Gradient clip',
    default: 3,
    min: 0,
    max: 100,
    live: true,
    hint: 'Largest gradient norm of each weight; 0 switches clipping off.',
  }),
  momentum_teacher: following({
    label: 'EMA momentum',
    min: 0,
    max: 1,
    live: true,
    hint: 'How slowly the teacher follows the student at the start; it goes to the end value over the run (a cosine). With auto, 1 - momentum is DINO’s 0.004 times the time compression.',
  }),
  momentum_teacher_end: number({
    label: 'EMA momentum, end',
    default: 1,
    min: 0,
    max: 1,
    live: true,
    hint: 'The EMA momentum at the end of the run; at 1 the teacher stands still there.',
  }),
  initial_weights: choice({
    label: 'Initial weights',
    default: 'auto',
    options: [
      { value: 'auto', label: 'auto' },
      { value: 'pytorch', label: 'PyTorch’s default' },
      { value: 'dino', label: 'normal, sd 0.02' },
    ],
    hint: 'How encoder and head start: uniform within 1/√fan-in (PyTorch’s default) or small and normal (DINO’s); auto follows the method, so lanes of different methods may start apart.',
  }),
  report_every: number({
    label: 'Report every',
    default: 10,
    min: 1,
    max: 1000,
    integer: true,
    hint: 'Steps between measurements once the first, denser ones are over.',
  }),
  eval_every: number({
    label: 'Evaluate every',
    default: 100,
    min: 10,
    max: 100000,
    integer: true,
    hint: 'Steps between k-NN and purity, which embed the whole training and test set.',
  }),
  eval_images: number({
    label: 'Evaluate on',
    default: 10000,
    min: 50,
    max: 60000,
    integer: true,
    scale: 'log',
    hint: 'Number of training images used for k-NN and purity; test images scale with it. Fewer is faster and noisier.',
  }),
};

export type RunValues = Values<typeof runKnobs>;

/** The half of a step that is applied. */
export type RunUpdate = RunValues['update'];

/**
 * True if a run reports at this step. Reports are dense at first, since collapse happens in the first hundred steps:
 * every step to 10, then every 5 to 100 or report_every if that is less, then every report_every, and at the end.
 */
export function reportsAt(step: number, { steps, report_every }: RunValues): boolean {
  if (step === steps || step <= 10) return true;
  return step % (step <= 100 ? Math.min(5, report_every) : report_every) === 0;
}

/** The number of scheduled reports from step 1 to this step, by which lockstep lanes wait for each other. A report
 *  between two of them, after a step by hand, has the number of the one before. */
export function reportIndex(step: number, values: RunValues): number {
  let index = 0;
  for (let at = 1; at <= step; at++) if (reportsAt(at, values)) index++;
  return index;
}

/** True if the report at this step also evaluates (k-NN, purity). */
export function evaluatesAt(step: number, { steps, eval_every }: RunValues): boolean {
  return step > 0 && (step === steps || step % eval_every === 0);
}
