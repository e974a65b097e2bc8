import { expect, it } from 'vitest';
import { laneReferences } from '../../../src/plots/marks/lane-references.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';

it('shares a reference line between lanes that agree', () => {
  const same = laneReferences(
    [
      { lane: JOINT, value: 0.5, range: [0.4, 0.6] },
      { lane: DECOUPLED, value: 0.50001, range: [0.4, 0.6] },
      { lane: SWAV, value: undefined },
    ],
    'baseline',
  );
  expect(same).toEqual([{ axis: 'y', value: 0.5, range: [0.4, 0.6], label: 'baseline' }]);
});

it('names lanes with different values, in their own colours, and skips ghosts and hidden lanes', () => {
  const values = [
    { lane: JOINT, value: 0.5 },
    { lane: DECOUPLED, value: 0.7 },
    { lane: { ...SWAV, hidden: true }, value: 0.9 },
    { lane: { ...SWAV, id: -1, ghost: true }, value: 0.1 },
  ];
  expect(laneReferences(values, 'baseline')).toEqual([
    { axis: 'y', value: 0.5, label: 'baseline (CARP · joint)', color: '#e7298a' },
    { axis: 'y', value: 0.7, label: 'baseline (CARP · decoupled)', color: '#e6ab02' },
  ]);
});
