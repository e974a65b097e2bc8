import type { KnobValue } from '../base/knobs.ts';

/** A project with settings of its own for the same methods. */
export type Project = 'DINO' | 'iBOT' | 'DINOv2' | 'CAPI' | 'CARP' | 'SwAV' | 'solo-learn' | 'lightly';

/** A lane as other projects' settings are found for it: its config, with a number for each `auto`. */
export type LaneSettings = Readonly<Record<string, KnobValue>>;

/** The nearest setting in each project. A text in code is marked "in code"; a project that lacks the setting is left out. */
export type Counterpart = Partial<
  Record<Project, (value: KnobValue, lane: LaneSettings) => string | undefined>
>;

/** CAPI names a class of torch.optim, which has no LARS. */
const TORCH_CLASSES: Readonly<Record<string, string>> = {
  adamw: 'optim.optimizer=AdamW',
  sgd: 'optim.optimizer=SGD',
};

const n = (value: KnobValue | undefined): number => Number(value);
/** At most four digits, as a person would type it. */
const digits = (value: number): string => String(Number(value.toPrecision(4)));

/** `name` and the value as it is. */
const flag = (name: string) => (value: KnobValue) => `${name} ${value}`;
const field = (name: string) => (value: KnobValue) => `${name}=${value}`;
const code = (call: (value: KnobValue) => string) => (value: KnobValue) => `${call(value)}, in code`;

/** A peak learning rate for a reference batch, from that of this lane's batch. */
const scaled =
  (name: string, reference: number, join: ' ' | '=', power = 1) =>
  (value: KnobValue, lane: LaneSettings) =>
    `${name}${join}${digits(n(value) * (reference / n(lane['batch'])) ** power)}`;

/** A share of the steps as a share of the epochs. */
const shareOfEpochs = (name: string, join: ' ' | '=') => (value: KnobValue) =>
  `${name}${join}${digits(100 * n(value))}% of the epochs`;

/** Epochs that are as many steps. */
const epochs = (name: string, join: ' ' | '=') => (value: KnobValue, lane: LaneSettings) =>
  `${name}${join}${value} x ${lane['batch']} / images`;

/** The final learning rate, as a number and not as a share of the peak. */
const finalRate = (name: string, join: ' ' | '=') => (value: KnobValue, lane: LaneSettings) =>
  `${name}${join}${digits(n(value) * n(lane['lr']))}`;

const scale =
  (
    name: string,
    join: string,
    from: (value: KnobValue, lane: LaneSettings) => readonly KnobValue[],
    close = '',
  ) =>
  (value: KnobValue, lane: LaneSettings) =>
    `${name}${join}${from(value, lane)
      .map(String)
      .join(close ? ', ' : ' ')}${close}`;

const TEACHER_TEMP: Counterpart = {
  DINO: flag('--teacher_temp'),
  iBOT: flag('--teacher_temp'),
  DINOv2: field('teacher.teacher_temp'),
  'solo-learn': field('method_kwargs.teacher_temperature'),
  lightly: code((value) => `DINOLoss(teacher_temp=${value})`),
};
const WARMUP_TEMP: Counterpart = {
  DINO: flag('--warmup_teacher_temp'),
  iBOT: flag('--warmup_teacher_temp'),
  DINOv2: field('teacher.warmup_teacher_temp'),
  'solo-learn': field('method_kwargs.warmup_teacher_temperature'),
  lightly: code((value) => `DINOLoss(warmup_teacher_temp=${value})`),
};
const WARMUP_SHARE: Counterpart = {
  DINO: shareOfEpochs('--warmup_teacher_temp_epochs', ' '),
  iBOT: shareOfEpochs('--warmup_teacher_temp_epochs', ' '),
  DINOv2: shareOfEpochs('teacher.warmup_teacher_temp_epochs', '='),
  'solo-learn': shareOfEpochs('method_kwargs.warmup_teacher_temperature_epochs', '='),
  lightly: code((value) => `DINOLoss(warmup_teacher_temp_epochs=${digits(100 * n(value))}% of the epochs)`),
};
const STUDENT_TEMP: Counterpart = {
  DINO: code((value) => `DINOLoss(student_temp=${value})`),
  iBOT: code((value) => `iBOTLoss(student_temp=${value})`),
  DINOv2: code((value) => `DINOLoss(student_temp=${value})`),
  'solo-learn': field('method_kwargs.student_temperature'),
  lightly: code((value) => `DINOLoss(student_temp=${value})`),
};
const CENTER: Counterpart = {
  DINO: code((value) => `DINOLoss(center_momentum=${value})`),
  iBOT: code((value) => `iBOTLoss(center_momentum=${value})`),
  DINOv2: code((value) => `DINOLoss(center_momentum=${value})`),
  lightly: code((value) => `DINOLoss(center_momentum=${value})`),
};
const MASK_PROBABILITY: Counterpart = { DINOv2: field('ibot.mask_sample_probability') };
const MASK_RATIO: Counterpart = {
  iBOT: (value, lane) =>
    `--pred_ratio ${digits((n(value) + n(lane[`${lane['method']}.mask_ratio_max`])) / 2)}`,
  DINOv2: (value, lane) => `ibot.mask_ratio_min_max=[${value},${lane[`${lane['method']}.mask_ratio_max`]}]`,
};

/**
 * Settings of other projects by ours. Read from their own argument parsers and configs: facebookresearch/dino main_dino.py,
 * bytedance/ibot main_ibot.py, facebookresearch/dinov2 ssl_default_config.yaml, facebookresearch/capi
 * default_pretrain_config.yaml, sthalles/carp main_carp.py, facebookresearch/swav main_swav.py, vturrisi/solo-learn
 * scripts/pretrain/cifar and solo/methods, lightly-ai/lightly loss and models/modules/heads.py. Several of ours can stand in one of
 * theirs; then the first one names it.
 */
export const COUNTERPARTS: Readonly<Record<string, Counterpart>> = {
  K: {
    DINO: flag('--out_dim'),
    iBOT: flag('--out_dim'),
    DINOv2: field('dino.head_n_prototypes'),
    CAPI: field('capi.num_clusters'),
    CARP: flag('--out_dim'),
    SwAV: flag('--nmb_prototypes'),
    'solo-learn': field('method_kwargs.num_prototypes'),
    lightly: (value, lane) =>
      `${lane['method'] === 'swav' ? 'SwaVPrototypes(n_prototypes' : 'DINOProjectionHead(output_dim'}=${value}), in code`,
  },
  D: {
    DINO: code((value) => `DINOHead(bottleneck_dim=${value})`),
    iBOT: code((value) => `iBOTHead(bottleneck_dim=${value})`),
    DINOv2: field('dino.head_bottleneck_dim'),
    CAPI: field('model.transformers_kwargs.embed_dim'),
    CARP: flag('--bottleneck_dim'),
    SwAV: flag('--feat_dim'),
    'solo-learn': field('method_kwargs.proj_output_dim'),
    lightly: (value, lane) =>
      `${lane['method'] === 'swav' ? 'SwaVProjectionHead(output_dim' : 'DINOProjectionHead(bottleneck_dim'}=${value}), in code`,
  },
  'head.hidden': {
    DINO: code((value) => `DINOHead(hidden_dim=${value})`),
    iBOT: code((value) => `iBOTHead(hidden_dim=${value})`),
    DINOv2: field('dino.head_hidden_dim'),
    SwAV: code((value) => `hidden_mlp=${value}`),
    'solo-learn': field('method_kwargs.proj_hidden_dim'),
    lightly: (value, lane) =>
      `${lane['method'] === 'swav' ? 'SwaVProjectionHead' : 'DINOProjectionHead'}(hidden_dim=${value}), in code`,
  },
  batch: {
    DINO: flag('--batch_size_per_gpu'),
    iBOT: flag('--batch_size_per_gpu'),
    DINOv2: field('train.batch_size_per_gpu'),
    CAPI: field('optim.batch_size_per_gpu'),
    CARP: flag('--batch_size_per_gpu'),
    SwAV: flag('--batch_size'),
    'solo-learn': field('optimizer.batch_size'),
    lightly: code((value) => `DataLoader(batch_size=${value})`),
  },
  steps: {
    DINO: epochs('--epochs', ' '),
    iBOT: epochs('--epochs', ' '),
    DINOv2: epochs('optim.epochs', '='),
    CAPI: field('optim.total_iters'),
    CARP: epochs('--epochs', ' '),
    SwAV: epochs('--epochs', ' '),
    'solo-learn': epochs('max_epochs', '='),
    lightly: code((value) => `Trainer(max_steps=${value})`),
  },
  optimizer: {
    DINO: flag('--optimizer'),
    iBOT: flag('--optimizer'),
    CAPI: (value) => TORCH_CLASSES[String(value)],
    'solo-learn': field('optimizer.name'),
  },
  lr: {
    DINO: scaled('--lr', 256, ' '),
    iBOT: scaled('--lr', 256, ' '),
    DINOv2: scaled('optim.base_lr', 1024, '=', 0.5),
    CAPI: field('optim.lr_schedule.base_value'),
    CARP: scaled('--lr', 256, ' '),
    SwAV: flag('--base_lr'),
    'solo-learn': scaled('optimizer.lr', 256, '='),
  },
  lr_end: {
    DINO: finalRate('--min_lr', ' '),
    iBOT: finalRate('--min_lr', ' '),
    DINOv2: finalRate('optim.min_lr', '='),
    CAPI: finalRate('optim.lr_schedule.final_value', '='),
    CARP: finalRate('--min_lr', ' '),
    SwAV: finalRate('--final_lr', ' '),
  },
  warmup: {
    DINO: shareOfEpochs('--warmup_epochs', ' '),
    iBOT: shareOfEpochs('--warmup_epochs', ' '),
    DINOv2: shareOfEpochs('optim.warmup_epochs', '='),
    CAPI: (value, lane) => `optim.lr_schedule.warmup_iters=${Math.floor(n(value) * n(lane['steps']))}`,
    CARP: shareOfEpochs('--warmup_epochs', ' '),
    SwAV: shareOfEpochs('--warmup_epochs', ' '),
  },
  weight_decay: {
    DINO: flag('--weight_decay'),
    iBOT: flag('--weight_decay'),
    DINOv2: field('optim.weight_decay'),
    CAPI: field('optim.weight_decay'),
    CARP: flag('--weight_decay'),
    SwAV: flag('--wd'),
    'solo-learn': field('optimizer.weight_decay'),
  },
  weight_decay_end: {
    DINO: flag('--weight_decay_end'),
    iBOT: flag('--weight_decay_end'),
    DINOv2: field('optim.weight_decay_end'),
    CARP: flag('--weight_decay_end'),
  },
  clip_grad: {
    DINO: flag('--clip_grad'),
    iBOT: flag('--clip_grad'),
    DINOv2: field('optim.clip_grad'),
    'solo-learn': field('method_kwargs.clip_grad'),
  },
  momentum_teacher: {
    DINO: flag('--momentum_teacher'),
    iBOT: flag('--momentum_teacher'),
    DINOv2: field('teacher.momentum_teacher'),
    CAPI: field('optim.momentum_schedule.base_value'),
    CARP: flag('--momentum_teacher'),
    'solo-learn': field('momentum.base_tau'),
    lightly: code((value) => `update_momentum(m=${value})`),
  },
  momentum_teacher_end: {
    DINOv2: field('teacher.final_momentum_teacher'),
    CAPI: field('optim.momentum_schedule.final_value'),
    'solo-learn': field('momentum.final_tau'),
  },
  freeze_prototypes: {
    DINO: epochs('--freeze_last_layer', ' '),
    iBOT: epochs('--freeze_last_layer', ' '),
    DINOv2: epochs('optim.freeze_last_layer_epochs', '='),
    SwAV: flag('--freeze_prototypes_niters'),
    'solo-learn': (value, lane) =>
      epochs(
        `method_kwargs.${lane['method'] === 'swav' ? 'freeze_prototypes_epochs' : 'freeze_last_layer'}`,
        '=',
      )(value, lane),
    lightly: (value, lane) =>
      lane['method'] === 'swav'
        ? `SwaVPrototypes(n_steps_frozen_prototypes=${value}), in code`
        : `DINOProjectionHead(freeze_last_layer=${value} x ${lane['batch']} / images), in code`,
  },
  'views.crop': {
    DINO: scale('--global_crops_scale', ' ', (least) => [least, 1]),
    iBOT: scale('--global_crops_scale', ' ', (least) => [least, 1]),
    DINOv2: scale('crops.global_crops_scale', '=[', (least) => [least, 1], ']'),
    CAPI: scale('data.crop_scale', '=[', (least) => [least, 1], ']'),
    CARP: scale('--global_crops_scale', ' ', (least) => [least, 1]),
    SwAV: (value) => `--min_scale_crops ${value} --max_scale_crops 1`,
    lightly: code((value) => `DINOTransform(global_crop_scale=(${value}, 1))`),
  },
  'views.local_crops': {
    DINO: flag('--local_crops_number'),
    iBOT: flag('--local_crops_number'),
    DINOv2: field('crops.local_crops_number'),
    CARP: flag('--local_crops_number'),
    SwAV: (value) => (n(value) > 0 ? `--nmb_crops 2 ${value}` : '--nmb_crops 2'),
    lightly: code((value) => `DINOTransform(n_local_views=${value})`),
  },
  'carp.partition_size': { CARP: flag('--partition_size') },
  'swav.temperature': {
    SwAV: flag('--temperature'),
    'solo-learn': field('method_kwargs.temperature'),
    lightly: code((value) => `SwaVLoss(temperature=${value})`),
  },
  'swav.epsilon': {
    SwAV: flag('--epsilon'),
    'solo-learn': field('method_kwargs.sk_epsilon'),
    lightly: code((value) => `SwaVLoss(sinkhorn_epsilon=${value})`),
  },
  'swav.sinkhorn_iterations': {
    SwAV: flag('--sinkhorn_iterations'),
    'solo-learn': field('method_kwargs.sk_iters'),
    lightly: code((value) => `SwaVLoss(sinkhorn_iterations=${value})`),
  },
  'swav.queue_length': {
    SwAV: flag('--queue_length'),
    'solo-learn': field('method_kwargs.queue_size'),
    lightly: code((value) => `MemoryBankModule(size=${value})`),
  },
  'dino.student_temp': STUDENT_TEMP,
  'dino.warmup_teacher_temp': WARMUP_TEMP,
  'dino.warmup_teacher_temp_share': WARMUP_SHARE,
  'dino.teacher_temp': TEACHER_TEMP,
  'dino.center_momentum': CENTER,
  'ibot.student_temp': STUDENT_TEMP,
  'ibot.warmup_teacher_temp': WARMUP_TEMP,
  'ibot.warmup_teacher_temp_share': WARMUP_SHARE,
  'ibot.teacher_temp': TEACHER_TEMP,
  'ibot.center_momentum': CENTER,
  'ibot.mask_probability': MASK_PROBABILITY,
  'ibot.mask_ratio_min': MASK_RATIO,
  'ibot.patch_weight': { iBOT: flag('--lambda2'), DINOv2: field('ibot.loss_weight') },
  'ibot.shared_head': {
    iBOT: flag('--shared_head'),
    DINOv2: (value) => `ibot.separate_head=${!value}`,
  },
  'dinov2.student_temp': STUDENT_TEMP,
  'dinov2.warmup_teacher_temp': WARMUP_TEMP,
  'dinov2.teacher_temp': TEACHER_TEMP,
  'dinov2.warmup_teacher_temp_share': WARMUP_SHARE,
  'dinov2.mask_probability': MASK_PROBABILITY,
  'dinov2.mask_ratio_min': MASK_RATIO,
  'dinov2.patch_weight': { iBOT: flag('--lambda2'), DINOv2: field('ibot.loss_weight') },
  'dinov2.koleo_weight': { DINOv2: field('dino.koleo_loss_weight') },
  'capi.mask_ratio_min': { CAPI: field('data.mask_ratio') },
  'capi.mask_shape': {
    CAPI: (value) => `data.masking_generator=${value === 'block' ? 'InverseBlock' : value}`,
  },
  'capi.target_temp': { CAPI: field('capi.clustering_kwargs.target_temp') },
  'capi.student_temp': { CAPI: field('capi.student_temp') },
  'capi.sinkhorn_iterations': { CAPI: field('capi.clustering_kwargs.n_sk_iter') },
  'capi.predictor_blocks': { CAPI: field('model.decoder_kwargs.depth') },
  'clustering.lr': { CAPI: field('capi.clustering_optimizer.lr_schedule.base_value') },
  'clustering.target_temp': { CAPI: field('capi.clustering_kwargs.target_temp') },
  'clustering.pred_temp': { CAPI: field('capi.clustering_kwargs.pred_temp') },
  'clustering.sinkhorn_iterations': { CAPI: field('capi.clustering_kwargs.n_sk_iter') },
};
