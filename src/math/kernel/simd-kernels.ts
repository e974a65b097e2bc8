type Pointer = number;
type Flag = boolean | 0 | 1;

/** The exports of assembly/kernels.ts, which documents their shapes. Sizes are counts; strides are bytes. */
export interface SimdKernels {
  gemm(
    rows: number,
    columns: number,
    depth: number,
    a: Pointer,
    rowA: number,
    columnA: number,
    b: Pointer,
    rowB: number,
    columnB: number,
    c: Pointer,
    rowC: number,
    add: Flag,
    scratch: Pointer,
  ): void;
  gemmScratch(): number;
  conv(
    x: Pointer,
    N: number,
    H: number,
    W: number,
    C: number,
    F: number,
    w: Pointer,
    y: Pointer,
    w2: Pointer,
    y2: Pointer,
    scratch: Pointer,
  ): void;
  convFilterGradient(
    x: Pointer,
    N: number,
    H: number,
    W: number,
    C: number,
    F: number,
    dy: Pointer,
    dw: Pointer,
    scratch: Pointer,
  ): void;
  convInputGradient(
    dy: Pointer,
    N: number,
    H: number,
    W: number,
    C: number,
    F: number,
    w: Pointer,
    dx: Pointer,
    scratch: Pointer,
  ): void;
  convScratch(H: number, W: number, C: number, F: number): number;
  moments(x: Pointer, rows: number, C: number, mean: Pointer, variance: Pointer, scratch: Pointer): void;
  activate(x: Pointer, rows: number, C: number, scale: Pointer, shift: Pointer, y: Pointer, gelu: Flag): void;
  activateBack(
    dy: Pointer,
    x: Pointer,
    rows: number,
    C: number,
    scale: Pointer,
    shift: Pointer,
    inverse: Pointer,
    centre: Pointer,
    dx: Pointer,
    sums: Pointer,
    along: Pointer,
    gelu: Flag,
  ): void;
  combine(
    x: Pointer,
    rows: number,
    C: number,
    ofDu: Pointer,
    ofX: Pointer,
    constant: Pointer,
    dx: Pointer,
  ): void;
  layerNorm(
    x: Pointer,
    rows: number,
    width: number,
    gamma: Pointer,
    beta: Pointer,
    eps: number,
    y: Pointer,
    moments: Pointer,
  ): void;
  layerNormBack(
    dy: Pointer,
    x: Pointer,
    moments: Pointer,
    gamma: Pointer,
    rows: number,
    width: number,
    dx: Pointer,
    dgamma: Pointer,
    dbeta: Pointer,
  ): void;
  attention(
    qkv: Pointer,
    images: number,
    tokens: number,
    heads: number,
    size: number,
    unseen: Pointer,
    open: number,
    y: Pointer,
    weights: Pointer,
    scratch: Pointer,
  ): void;
  attentionBack(
    dy: Pointer,
    qkv: Pointer,
    weights: Pointer,
    images: number,
    tokens: number,
    heads: number,
    size: number,
    dqkv: Pointer,
    scratch: Pointer,
  ): void;
  attentionScratch(tokens: number, size: number): number;
  tokens(
    x: Pointer,
    images: number,
    T: number,
    E: number,
    cls: Pointer,
    positions: Pointer,
    mask: Pointer,
    token: Pointer,
    y: Pointer,
  ): void;
  tokensBack(
    dy: Pointer,
    images: number,
    T: number,
    E: number,
    mask: Pointer,
    dx: Pointer,
    positions: Pointer,
    token: Pointer,
  ): void;
  normaliseRows(x: Pointer, rows: number, width: number, y: Pointer, norms: Pointer): void;
  normaliseRowsBack(dy: Pointer, y: Pointer, norms: Pointer, rows: number, width: number, dx: Pointer): void;
  sumRows(x: Pointer, rows: number, width: number, scale: number, out: Pointer): void;
  spreadRow(x: Pointer, rows: number, width: number, scale: number, out: Pointer): void;
  addRow(x: Pointer, rows: number, width: number, out: Pointer): void;
  crossEntropy(
    q: Pointer,
    s: Pointer,
    rows: number,
    K: number,
    inverse: number,
    weight: number,
    losses: Pointer,
    slope: Pointer,
  ): void;
  blockConsistency(
    student: Pointer,
    teacher: Pointer,
    order: Pointer,
    rows: number,
    K: number,
    N: number,
    inverse: number,
    terms: Pointer,
    slope: Pointer,
    scratch: Pointer,
  ): void;
  blockScratch(rows: number, K: number): number;
  sinkhorn(
    s: Pointer,
    rows: number,
    K: number,
    parts: number,
    places: boolean,
    inverse: number,
    iterations: number,
    top: number,
    logEps: number,
    q: Pointer,
    scratch: Pointer,
  ): void;
  sinkhornScratch(rows: number, K: number): number;
  squaredNorms(g: Pointer, runs: number, squares: Pointer): void;
  augment(
    pixels: Pointer,
    H: number,
    W: number,
    C: number,
    V: number,
    places: Pointer,
    draws: Pointer,
    quantiles: Pointer,
    h: number,
    w: number,
    noise: number,
    out: Pointer,
    scratch: Pointer,
  ): void;
  augmentScratch(width: number, C: number, h: number, w: number): number;
  coverRows(
    cosines: Pointer,
    rows: number,
    columns: number,
    words: Pointer,
    epsilons: Pointer,
    count: number,
    sets: number,
    out: Pointer,
  ): void;
  adamw(
    pack: Pointer,
    g: Pointer,
    runs: number,
    blocks: Pointer,
    table: Pointer,
    out: Pointer,
    beta1: number,
    beta2: number,
    eps: number,
    spread: number,
    momentum: number,
    running: number,
  ): void;
}
