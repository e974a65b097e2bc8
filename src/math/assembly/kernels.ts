// The exports for math/kernel/simd.ts.
export { augment, augmentScratch } from './augment';
export { gemm, gemmScratch } from './gemm';
export { depth16, pack16, quantise } from './gemm16';
export { coverRows } from './cover';
export { distances, pairs, pairsScratch } from './pairs';
export { conv, convFilterGradient, convInputGradient, convScratch } from './conv';
export { attention, attentionBack, attentionScratch } from './attention';
export { layerNorm, layerNormBack } from './layer-norm';
export { activate, activateBack, combine, moments } from './norm';
export { addRow, normaliseRows, normaliseRowsBack, spreadRow, sumRows } from './rows';
export { tokens, tokensBack } from './tokens';
export { blockConsistency, blockScratch, crossEntropy } from './loss';
export { sinkhorn, sinkhornScratch } from './sinkhorn';
export { adamw, squaredNorms } from './optimiser';
