import { expect, it } from 'vitest';
import { comparisonFigure } from '../../../src/ui/share/export-run.ts';
import { viewCaption } from '../../../src/ui/words/view-caption.ts';
import { pageAfter, trained } from '../trained.ts';

it('names the curves that a file leaves out and adds', () => {
  const state = trained();
  expect(viewCaption(state)).toEqual([]);
  const seen = pageAfter(
    state,
    { type: 'view', change: { change: 'zoom', range: [5, 15] } },
    { type: 'view', change: { change: 'toggleLane', lane: 2 } },
    { type: 'ghosts', ghosts: [{ id: 'a', name: 'run of before', run: state.lanes[0].run }] },
  );
  const sentences = [
    'Curves show steps 5 to 15.',
    'Lane 2 is hidden in the curves.',
    'Grey, from earlier runs: run of before.',
  ];
  expect(viewCaption(seen)).toEqual(sentences);
  const svg = comparisonFigure(seen);
  for (const sentence of sentences) expect(svg).toContain(`>${sentence}<`);
});
