/**
 * Lock-step: lanes that are compared train side by side, so that a person never reads step 400 of one
 * against step 100 of the other. The clock is the report number (0 = untrained).
 */
export interface LaneClock {
  readonly id: number;
  /**
   * `training` lanes hold the others back and can be granted reports. `coming` lanes (a worker that is
   * still opening, with a run to do) hold the others back but cannot be told anything yet. `absent` lanes
   * (idle, done, failed, dead) do neither.
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

/**
 * The grants to send now. A lane that has reached report r may train towards r + 1 when every other lane
 * that takes part has reached r as well, so that none is ever ahead of another by more than one report, and
 * when its own report r is drawn, so that at most one frame a lane waits for the screen. Nothing while paused.
 * In `free` pace lanes wait for the screen alone.
 */
export function grants(lanes: readonly LaneClock[], paused: boolean, free = false): Grant[] {
  if (paused) return [];
  const present = lanes.filter((lane) => lane.state !== 'absent');
  const slowest = free ? Number.POSITIVE_INFINITY : Math.min(...present.map((lane) => lane.reached));
  return present
    .filter((lane) => lane.state === 'training')
    .filter((lane) => lane.reached <= slowest && lane.granted <= lane.reached && lane.drawn >= lane.reached)
    .map((lane) => ({ id: lane.id, report: lane.reached + 1 }));
}
