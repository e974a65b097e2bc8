import type { Measure } from '../../../../src/base/messages.ts';
import type { PrototypeView } from '../../../../src/ui/understand/prototypes/prototype-view.ts';
import { measureAt, REPRESENTATIVES } from '../../played-lane.ts';

const picture = {
  places: new Float32Array(12),
  wins: Float32Array.of(0.5, 0, 0.25, 0.25),
  cloud: new Float32Array(0),
};
/** A report with the positions and wins of four prototypes. */
export const measure: Measure = { ...measureAt(2, 10, 20), picture, representatives: REPRESENTATIVES };
/** The view of these four, the second of which is a copy of the first. */
export const view: PrototypeView = {
  K: 4,
  D: 8,
  measure,
  shown: 4,
  grouped: { step: 10, representatives: REPRESENTATIVES },
  known: [{ step: 10, representatives: REPRESENTATIVES }],
  nearest: Float32Array.of(1, 1, 0.2, 0.2),
  portrait: undefined,
  held: true,
};
