import { angles } from '../../plots/angles.ts';
import { ring } from '../../plots/ring.ts';

/** Sizes and counts of a usual lane. */
const COUNT = 512;
const OPTIONS = { width: 240, height: 240, theme: 'light' } as const;
/** How often each is drawn: the browser compiles a function well once it was called a few times. */
const TIMES = 3;

/**
 * Draws the dearest plots into nothing while the page is idle. The first drawing of a ring takes four times
 * as long as the next (45 ms, then 10), and would fall into the first steps of training.
 */
export function warmPlots(idle: (callback: () => void) => void): void {
  const spread = Float32Array.from({ length: COUNT }, (_, i) => ((2 * i) / COUNT - 1) * Math.PI);
  const lane = { id: 1, label: '', method: '', prototypes: '' };
  const draws = [
    () => ring({ angles: spread, count: COUNT }, OPTIONS),
    () => angles({ lanes: [{ lane, angles: spread }] }, OPTIONS),
  ];
  const queue = Array.from({ length: TIMES }, () => draws).flat();
  const next = () => {
    queue.shift()?.();
    if (queue.length > 0) idle(next);
  };
  idle(next);
}
