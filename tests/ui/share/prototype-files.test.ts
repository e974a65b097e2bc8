import { expect, it } from 'vitest';
import { archiveTexts } from '../../../src/ui/share/export-archive.ts';
import { prototypePlots } from '../../../src/ui/share/prototype-files.ts';
import { trained } from '../trained.ts';

const state = trained();

it('an archive has map, sphere and usage of every lane with positions, at the shown step', () => {
  const picture = {
    places: Float32Array.of(1, 0, 0, 0, 0.5, -0.5),
    wins: Float32Array.of(0.75, 0.25),
    cloud: Float32Array.of(0, 0, 1),
  };
  const [first, second] = state.lanes;
  const snapshots = first.run.snapshots.map((each, i) => (i === 2 ? { ...each, picture } : each));
  const lanes = [{ ...first, run: { ...first.run, snapshots } }, second];
  const names = (at: number) =>
    archiveTexts({ ...state, lanes, at }, '').flatMap(({ name, data }) =>
      /plots\/(prototype-[ms]|usage-)/.test(name) ? [`${name} ${/at step \d+/.exec(String(data))?.[0]}`] : [],
    );
  expect(names(5)).toEqual([]);
  expect(names(10)).toEqual([
    'plots/prototype-map-lane-1-carp-joint.svg at step 10',
    'plots/prototype-sphere-lane-1-carp-joint.svg at step 10',
    'plots/usage-histogram-lane-1-carp-joint.svg at step 10',
  ]);
});

it('a lane without positions has no files', () => {
  expect(prototypePlots(state)).toEqual([]);
});
