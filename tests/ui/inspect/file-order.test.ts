import { describe, expect, it } from 'vitest';
import { oneRun, ordered, placesInRun } from '../../../src/ui/inspect/file-order.ts';
import type { OpenFile } from '../../../src/ui/inspect/open-file.ts';

let ids = 0;
const open = (name: string, epoch?: number, moment = 'epoch'): OpenFile => ({
  id: ++ids,
  file: new File([], name),
  turned: false,
  weights: {
    name,
    format: 'torch',
    matrices: [],
    notes: [],
    ...(epoch !== undefined && { moment: { name: moment, value: epoch } }),
  },
});
const names = (files: readonly OpenFile[]) => files.map(({ file }) => file.name);

describe('the order of files', () => {
  it('is that of their epochs where all have one', () => {
    expect(names(ordered([open('a.pth', 100), open('b.pth', 20), open('c.pth', 50)]))).toEqual([
      'b.pth',
      'c.pth',
      'a.pth',
    ]);
  });

  it('is by name otherwise, with numbers by their value', () => {
    expect(names(ordered([open('ep100.pth'), open('ep9.pth'), open('ep20.pth', 3)]))).toEqual([
      'ep9.pth',
      'ep20.pth',
      'ep100.pth',
    ]);
    expect(names(ordered([open('b.pth', 1, 'step'), open('a.pth', 9)]))).toEqual(['a.pth', 'b.pth']);
  });
});

describe('the places of files in a run', () => {
  it('are their epochs in ascending order', () => {
    expect(placesInRun([open('a', 20), open('b', 100)])).toEqual({ moment: 'epoch', at: [20, 100] });
  });

  it('are 1, 2, 3 for files without epochs, and for those that a person put in another order', () => {
    const counted = { moment: 'file', at: [1, 2] };
    expect(placesInRun([open('a'), open('b', 100)])).toEqual(counted);
    expect(placesInRun([open('a', 100), open('b', 20)])).toEqual(counted);
    expect(placesInRun([open('a', 100), open('b', 100)])).toEqual(counted);
  });
});

describe('files of one run', () => {
  it('differ in their epochs, or in the numbers of their names', () => {
    expect(oneRun([open('a.pth', 20), open('b.pth', 100)])).toBe(true);
    expect(oneRun([open('ep1.npy'), open('ep2.npy')])).toBe(true);
    expect(oneRun([open('joint.npy'), open('decoupled.npy')])).toBe(false);
    expect(oneRun([open('ep1.npy')])).toBe(false);
  });
});
