import { angles } from '../../plots/angles.ts';
import { ring } from '../../plots/ring.ts';

/** Prototypes and size of a usual lane's plots. */
const COUNT = 512;
const OPTIONS = { width: 240, height: 240, theme: 'light' } as const;
/** Number of times that each plot is drawn: the browser optimises a function after a few calls. */
const TIMES = 3;

/**
 * Draws the most expensive plots while the page is idle, and throws the result away. A first ring takes four times as
 * long as the next (45 ms, then 10), and would otherwise fall into the first steps of training.
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
