/** The ε grid of the unique-prototype curve (the paper's Figure 3a, extended downwards). */
export const EPSILONS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5] as const;

export type Epsilon = (typeof EPSILONS)[number];

/** The ε of the headline numbers of Arteaga et al. 2026. */
export const PAPER_EPSILON: Epsilon = 0.025;

/** The ε that shows collapse at toy scale, where few prototypes stand far apart. */
export const TOY_EPSILON: Epsilon = 0.5;
