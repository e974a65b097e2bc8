/** A tensor's name as one of prototypes. */
interface PrototypeName {
  /** The reason, as one sentence. */
  readonly why: string;
  /** Lower is likelier. */
  readonly rank: number;
  /** True for the weight of a torch layer, [outputs, inputs] by convention. */
  readonly layer: boolean;
}

/** Wrappers around models, which their training code adds to every key. */
const WRAPPERS: ReadonlySet<string> = new Set([
  ...['module', '_orig_mod', '_fsdp_wrapped_module', '_forward_module', '_checkpoint_wrapped_module'],
  ...['model', 'state_dict', 'backbone', 'net', 'network', 'encoder'],
]);

/** Parts of a key that hold an optimizer's state, whose tensors have the shapes of the weights. */
const OPTIMIZER = /^(optim(izers?)?(_states?)?|exp_avg(_sq)?|max_exp_avg_sq|momentum_buffer|grads?)$/;

const TEACHER = /^(teacher(_.*)?|ema(_.*)?|.*_ema|momentum_.*|target(_.*)?|encoder_k)$/;
const STUDENT = /^student(_.*)?$/;

/** The end of a key by which torch names the rows of a layer: plain, or with lengths apart in either of two ways. */
const LAYER = /\.(weight|weight_v|parametrizations\.weight\.original1?)$/;

/** Names of layers, the likeliest first. A CAPI teacher's clustering head comes before its student's predictor. */
const LAYERS: readonly (readonly [RegExp, string])[] = [
  [/\bteacher\b.*\bhead\.layer$/, 'a clustering head of CAPI'],
  [/\bdino_head\b.*\blast_layer$/, 'the image head of DINOv2, DINOv3 or Web-SSL'],
  [/\bibot_head\b.*\blast_layer$/, 'the patch head of DINOv2, DINOv3 or Web-SSL'],
  [/(?<![a-z])last_layer$/, 'the last layer of a DINO, iBOT, CARP or CAPI head'],
  [/\blast_layer2$/, 'the patch head of iBOT'],
  [/(?<![a-z])prototypes?$/, 'a layer of prototypes, as in SwAV'],
  [/(?<![a-z])prototypes?\.?(heads?\.|prototypes?)?\d+$/, 'a head among several of prototypes, as in SwAV'],
];
/** Patch heads follow the image heads of the same network. */
const PATCHES = /\b(ibot_head\b.*\blast_layer|last_layer2)$/;

/** Names that may be those of prototypes, and often are not. */
const LOOSE: readonly (readonly [RegExp, string])[] = [
  [/proto[^.]*$|last_layer[^.]*$/, 'Its name mentions prototypes or a last layer.'],
  [
    /\b(centroids?|cluster_cent(er|re)s?|cent(er|re)s|codebook|means)$/,
    'Its name is that of cluster centres.',
  ],
  [/\b(top_layer\d*|head\.layer|heads\.\d+)$/, 'Its name is that of a head, as in clustering methods.'],
];
/** The rank of loose names, behind all others. */
const LAST = 1000;

/** Reads a tensor's key. Undefined for a name that says nothing of prototypes, and for an optimizer's state. */
export function prototypeName(key: string): PrototypeName | undefined {
  const parts = key.toLowerCase().split(/[./]/);
  if (parts.some((part) => OPTIMIZER.test(part))) return undefined;
  const path = parts.filter((part) => !WRAPPERS.has(part)).join('.');
  const name = path.replace(LAYER, '');
  const layer = name !== path;
  const role = roleOf(parts);
  const found = LAYERS.findIndex(([pattern]) => pattern.test(name));
  const place = 2 * found + (PATCHES.test(name) ? LAYERS.length : 0);
  const [, of] = LAYERS[found] ?? [];
  if (of) return { why: `Its name is that of ${of}${role.said}.`, rank: 100 * role.rank + place, layer };
  const loose = LOOSE.findIndex(([pattern]) => pattern.test(name));
  const [, why] = LOOSE[loose] ?? [];
  return why ? { why, rank: LAST + 100 * role.rank + loose, layer } : undefined;
}

/** The network that a key belongs to. A teacher is the one that is used after training. */
function roleOf(parts: readonly string[]) {
  for (const part of parts) {
    if (TEACHER.test(part)) return { rank: 0, said: ', in the teacher' };
    if (STUDENT.test(part)) return { rank: 2, said: ', in the student' };
  }
  return { rank: 1, said: '' };
}

/** The key of the lengths that belong to a matrix of directions, as torch's weight norm splits a layer. */
export function gainKey(key: string): string | undefined {
  const gain = key
    .replace(/\bweight_v$/, 'weight_g')
    .replace(/(\bparametrizations\.weight\.original)1$/, (_, start: string) => `${start}0`);
  return gain === key ? undefined : gain;
}
