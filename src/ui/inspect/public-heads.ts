/** A public project, and where its prototypes are. */
interface PublicHead {
  readonly method: string;
  readonly url: string;
  readonly file: string;
  /** The key of the prototypes. */
  readonly key: string;
  /** K × D of the release or of the default settings. */
  readonly size: string;
  /** Says whether the public files hold the head, and how sure that is. */
  readonly open: string;
}

/** Methods by where their prototypes are, from each project's code and release notes. */
export const PUBLIC_HEADS: readonly PublicHead[] = [
  {
    method: 'DINO',
    url: 'https://github.com/facebookresearch/dino',
    file: 'full ckpt (…_full_checkpoint.pth)',
    key: 'teacher › head.last_layer.weight_v',
    size: '65,536 × 256',
    open: 'Yes: the “full ckpt” links of ViT, ResNet-50 and XCiT.',
  },
  {
    method: 'iBOT',
    url: 'https://github.com/bytedance/ibot',
    file: 'full ckpt',
    key: 'teacher › head.last_layer.weight_v, head.last_layer2.weight_v',
    size: '8,192 × 256',
    open: 'Yes: the “full ckpt” links. Patches may share the first key.',
  },
  {
    method: 'Web-SSL',
    url: 'https://github.com/facebookresearch/webssl',
    file: '…_ssl_heads.pth',
    key: 'dino_head.last_layer.weight_v, ibot_head.last_layer.weight_v',
    size: 'not verified',
    open: 'Yes: heads alone, for non-commercial use. Keys not verified.',
  },
  {
    method: 'DINOv2',
    url: 'https://github.com/facebookresearch/dinov2',
    file: 'eval/…/teacher_checkpoint.pth of your own run',
    key: 'teacher › dino_head.last_layer.weight_v, ibot_head.last_layer.weight_v',
    size: '65,536 × 256; ViT-L and g: 131,072 × 384',
    open: 'No: releases hold the backbone alone. Rank files are shards.',
  },
  {
    method: 'DINOv3',
    url: 'https://github.com/facebookresearch/dinov3',
    file: 'checkpoint of your own run',
    key: 'dino_head.last_layer.weight, ibot_head.last_layer.weight',
    size: '65,536 × 256; 7B: 262,144 × 512',
    open: 'No: releases hold the backbone alone.',
  },
  {
    method: 'CAPI',
    url: 'https://github.com/facebookresearch/capi',
    file: 'training checkpoint',
    key: 'teacher › head.layer.weight',
    size: '16,384 × 1,024',
    open: 'Not verified: the release loads only its backbone.',
  },
  {
    method: 'CARP',
    url: 'https://github.com/sthalles/carp',
    file: 'checkpoint.pth',
    key: 'teacher › head.last_layer.weight_v',
    size: '65,536 × 256',
    open: 'Not verified.',
  },
  {
    method: 'SwAV',
    url: 'https://github.com/facebookresearch/swav',
    file: '.pth.tar',
    key: 'state_dict › module.prototypes.weight',
    size: '3,000 × 128',
    open: 'Probably: its loader skips prototypes, so files may hold them. Not verified.',
  },
  {
    method: 'solo-learn',
    url: 'https://github.com/vturrisi/solo-learn',
    file: '.ckpt of Lightning',
    key: 'state_dict › momentum_head.last_layer.weight_v; SwAV: prototypes.weight_v',
    size: '4,096 × 256 (DINO on CIFAR)',
    open: 'Yes: its model zoo. Not verified for every model.',
  },
];
