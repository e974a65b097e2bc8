/**
 * Departures of parts from their authors' code, with their reasons. CAPI was compared with facebookresearch/capi at 98b4fa1
 * (model.py, train_capi.py, data.py and default_pretrain_config.yaml).
 */
export const DEPARTURES = {
  capi: [
    'Student and teacher use the MLP head with batch norm of every method here, so that D is free. The authors score the outputs of encoder and predictor directly.',
    'Both views of an image are masked and predicted, with the jitter of the other methods. The authors use one crop of 60 to 100% and a flip. The view settings can match this, except for the second view.',
    'Positions are learned and added. The authors rotate queries and keys (RoPE), which would need its own kernel.',
    'The [CLS] token, which no loss reads, replaces their 16 registers. An image of 16 patches needs no more.',
    'Layer norms and dense layers have biases. The authors use RMS norms and dense layers without.',
    'Every masked patch is predicted. The authors sample 5% of them to save time. Predictions are independent, so the loss is the same on average.',
    'Features for k-NN are the mean of the teacher’s patch tokens. The authors use the mean of the predictor’s first block. In PyTorch runs of this size, this gave lower k-NN accuracy.',
    'The run’s own optimiser: AdamW with β₂ 0.999 and weight decay 0.04. The authors use 0.95 and 0.1, which settings can match.',
    'No stochastic depth (theirs: 0.2). One learning rate for patch embedding and blocks (theirs: 0.2 of it). The run’s own schedules, because theirs need longer runs.',
  ],
  clustering: [
    'The layer has no bias. The shift removes a bias from the targets, so only the clustering’s own loss would see it.',
    'The learning rate is constant and higher: 0.02 instead of 0.0005 with warm-up and cosine. A run has a few hundred updates instead of 500,000.',
  ],
} as const;
