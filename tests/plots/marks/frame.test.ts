import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import { frame, legendRows } from '../../../src/plots/marks/frame.ts';

const OPTIONS = { width: 300, height: 200, theme: 'light' } as const;

describe('frame', () => {
  it('gives the plot the space that title, legend and caption leave', () => {
    const bare = frame(OPTIONS, []).box;
    const entry = { label: 'a lane', color: '#000000', dash: '' };
    const full = frame({ ...OPTIONS, title: 'A title', caption: 'A caption' }, [entry]).box;
    expect(full.y).toBeGreaterThan(bare.y + 20);
    expect(full.y + full.height).toBeLessThan(bare.y + bare.height - 10);
  });

  it('is at least 160 x 84, and refuses invalid sizes', () => {
    expect(frame({ ...OPTIONS, width: 10, height: 0 }, [])).toMatchObject({ width: 160, height: 84 });
    expect(() => frame({ ...OPTIONS, height: -1 }, [])).toThrow(TroubleError);
  });
});

describe('legendRows', () => {
  const entries = ['one', 'two', 'three'].map((label) => ({ label, color: '#000000', dash: '' }));
  it('wraps entries to the width', () => {
    const wide = legendRows(entries, 0, 0, 1000, 'light').height;
    expect(legendRows(entries, 0, 0, 80, 'light').height).toBeGreaterThan(2 * wide);
  });
});
