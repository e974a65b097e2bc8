/** Windows in which the bar has room for its rarer controls. Elsewhere they are in the menu at its end. */
export const ROOM = {
  /** Presets and seed. */
  presets: '(min-width: 721px)',
  /** Backend, tour and link. */
  all: '(min-width: 1180px)',
  /** Settings beside the lanes, open at first. */
  settings: '(min-width: 1400px)',
} as const;
