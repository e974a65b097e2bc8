import { choice, following, number, type Values } from '../../base/knobs.ts';

/** Settings of every run, whichever parts it picks. Keys are the field's own names for them. */
export const runKnobs = {
  seed: number({
    label: 'Seed',
    default: 1,
    min: 0,
    max: 4294967295,
    integer: true,
    hint: 'Sets initial weights, prototypes, batches and views. Lanes with the same seed see the same ones.',
  }),
  K: number({
    label: 'Prototypes K',
    default: 512,
    min: 8,
    max: 65536,
    integer: true,
    scale: 'log',
    hint: 'Number of prototypes. The paper’s systems have up to 65,536, and uniqueness falls as K grows. Above 1,024, counting runs between steps, so counts may lag a few steps.',
  }),
  D: number({
    label: 'Embedding size D',
    default: 128,
    min: 2,
    max: 512,
    integer: true,
    scale: 'log',
    hint: 'Dimension of embeddings and prototypes. Below 64, even random prototypes are not all unique at ε 0.5.',
  }),
  batch: number({
    label: 'Batch size',
    default: 64,
    min: 2,
    max: 1024,
    integer: true,
    scale: 'log',
    hint: 'Images per step. Each yields two views.',
  }),
  steps: number({
    label: 'Steps',
    default: 500,
    min: 1,
    max: 100000,
    integer: true,
    scale: 'log',
    hint: 'Training steps. All schedules end here.',
  }),
  lr: following({
    label: 'Learning rate',
    min: 0.00001,
    max: 0.1,
    scale: 'log',
    live: true,
    hint: 'Peak learning rate of encoder and head: linear warm-up, then cosine decay to the final rate below. Auto follows the encoder: 0.002, or 0.001 for the ViT.',
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
    hint: 'Final learning rate of the cosine decay, as a share of the peak.',
  }),
  time_compression: number({
    label: 'Time compression',
    default: 10,
    min: 1,
    max: 100,
    scale: 'log',
    live: true,
    hint: 'Runs here are hundreds of times shorter than the papers’. Speeds up joint prototypes against the encoder, and the EMA teacher against DINO’s (momentum 0.996), by this factor. Set 1 for no compression.',
  }),
  prototype_lr_multiplier: following({
    label: 'Prototype learning rate ×',
    min: 0,
    max: 100,
    live: true,
    hint: 'Learning rate of joint prototypes, as a multiple of the encoder’s. Auto is the time compression; 1 is the papers’ recipe.',
  }),
  freeze_prototypes: number({
    label: 'Freeze prototypes',
    default: 0,
    min: 0,
    max: 100000,
    integer: true,
    live: true,
    hint: 'Keeps joint prototypes at their initial values for this many steps. SwAV and DINO freeze theirs for about the first epoch.',
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
    hint: 'Applies both halves of a step, or only one. The other half is computed but not applied.',
  }),
  weight_decay: number({
    label: 'Weight decay',
    default: 0.04,
    min: 0,
    max: 1,
    live: true,
    hint: 'Initial weight decay. Not applied to biases, norm layers or prototypes.',
  }),
  weight_decay_end: number({
    label: 'Weight decay, end',
    default: 0.04,
    min: 0,
    max: 1,
    live: true,
    hint: 'Final weight decay, reached on a cosine; equal values keep it constant. DINO’s recipe is 0.04 to 0.4.',
  }),
  clip_grad: number({
    label: 'Gradient clip',
    default: 3,
    min: 0,
    max: 100,
    live: true,
    hint: 'Clips each weight tensor’s gradient to this norm. 0 turns clipping off.',
  }),
  momentum_teacher: following({
    label: 'EMA momentum',
    min: 0,
    max: 1,
    live: true,
    hint: 'Initial EMA momentum of the teacher. Rises to the end value on a cosine. With auto, 1 − momentum is DINO’s 0.004 times the time compression.',
  }),
  momentum_teacher_end: number({
    label: 'EMA momentum, end',
    default: 1,
    min: 0,
    max: 1,
    live: true,
    hint: 'Final EMA momentum. At 1 the teacher stops moving.',
  }),
  initial_weights: choice({
    label: 'Initial weights',
    default: 'auto',
    options: [
      { value: 'auto', label: 'auto' },
      { value: 'pytorch', label: 'PyTorch’s default' },
      { value: 'dino', label: 'normal, sd 0.02' },
    ],
    hint: 'Initial weights of encoder and head: PyTorch’s default (uniform within 1/√fan-in) or DINO’s (small and normal). Auto follows the method, so lanes of different methods may start apart.',
  }),
  report_every: number({
    label: 'Report every',
    default: 10,
    min: 1,
    max: 1000,
    integer: true,
    hint: 'Steps between measurements, after the first, denser ones.',
  }),
  eval_every: number({
    label: 'Evaluate every',
    default: 100,
    min: 10,
    max: 100000,
    integer: true,
    hint: 'Steps between evaluations of k-NN and purity, which embed the whole training and test set.',
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
