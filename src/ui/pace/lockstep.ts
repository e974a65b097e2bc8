/**
 * Lockstep keeps lanes side by side, so that nobody compares step 400 of one with step 100 of another. Its clock is
 * the report number (0 = untrained).
 */
export interface LaneClock {
  readonly id: number;
  /**
   * `training`: holds others back and takes grants. `coming`: its worker is still opening, so it holds others back but
   * takes no grants. `absent` (idle, done, failed, dead): does neither.
   */
  readonly state: 'training' | 'coming' | 'absent';
  /** Last report received; -1 before report 0. */
  readonly reached: number;
  /** Last report granted; -1 before any. */
  readonly granted: number;
  /** Last report that is on the screen; -1 before any. */
  readonly drawn: number;
}

export interface Grant {
  readonly id: number;
  readonly report: number;
}

/** Reports that a lane may be ahead of the screen, so that it trains while the page draws. */
const AHEAD = 4;

/**
 * The grants to send now. A lane at report r may train towards r + 1 once every other lane has reached r, so no lane
 * is ever more than one report ahead. The screen may be AHEAD reports late; a lane whose reports come faster than they
 * are drawn waits for it. A paused page grants nothing; in `free` pace lanes wait for the screen alone.
 */
export function grants(lanes: readonly LaneClock[], paused: boolean, free = false): Grant[] {
  if (paused) return [];
  const present = lanes.filter((lane) => lane.state !== 'absent');
  const slowest = free ? Number.POSITIVE_INFINITY : Math.min(...present.map((lane) => lane.reached));
  return present
    .filter((lane) => lane.state === 'training')
    .filter((lane) => lane.reached <= slowest && lane.granted <= lane.reached)
    .filter((lane) => lane.reached - lane.drawn <= AHEAD)
    .map((lane) => ({ id: lane.id, report: lane.reached + 1 }));
}

/** True if all lanes that train stand at the same report. */
export function level(lanes: readonly LaneClock[]): boolean {
  const reached = lanes.filter(({ state }) => state === 'training').map((lane) => lane.reached);
  return new Set(reached).size <= 1;
}
