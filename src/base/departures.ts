/**
 * Departures of parts from their authors' code, with their reasons. CAPI was compared with facebookresearch/capi at 98b4fa1
 * (model.py, train_capi.py, data.py and default_pretrain_config.yaml).
 */
export const DEPARTURES = {
  capi: [
    'Both sides go through the MLP head with batch norm that every method here has, so that D is free. The authors score the outputs of encoder and predictor directly.',
    'Both views of an image are masked and predicted, with the jitter of the other methods. The authors take one crop of 60 to 100 % and a flip; the settings of the views do so too, but for the second view.',
    'Positions are learned and added, where the authors turn queries and keys (RoPE). RoPE needs a kernel of its own.',
    'The [CLS] token, which no loss reads, stands for their 16 registers. An image of 16 patches needs no more.',
    'Layer norms and dense layers have biases. The authors use RMS norms and dense layers without.',
    'Every masked patch is predicted. The authors draw 5 % of them to save time; as predictions do not see each other, the loss is the same on average.',
    'Features for k-NN are the mean of the teacher’s patch tokens. The authors take the mean of the predictor’s first block, which gave lower k-NN accuracy in PyTorch runs of this size.',
    'No stochastic depth (theirs is 0.2), one learning rate for patch embedding and blocks (theirs is 0.2 of it), and the schedules of the run, since a short run has no time for theirs.',
  ],
  clustering: [
    'The layer has no bias. The shift takes a bias out of the targets, so that only the clustering’s own loss would see it.',
    'The learning rate is constant and higher, 0.02 instead of 0.0005 with a warm-up and a cosine, since a run has a few hundred updates instead of 500,000.',
  ],
} as const;
