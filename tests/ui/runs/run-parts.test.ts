import { describe, expect, it } from 'vitest';
import { lanesFrom, partsOf } from '../../../src/ui/runs/run-parts.ts';
import { saved } from '../saved.ts';
import { trained } from '../trained.ts';

describe('lanes in parts', () => {
  const lanes = saved(trained());
  const parts = lanes.flatMap((lane) => [...partsOf(lane)]);

  it('are the same together again', () => {
    expect(lanesFrom(parts)).toEqual(lanes);
    expect(lanesFrom(structuredClone(parts))).toEqual(lanes);
    expect(lanesFrom([])).toEqual([]);
  });

  it('are the same without reports, and with none of them', () => {
    const [{ snapshots: _, ...without }] = lanes;
    const none = { ...without, snapshots: [] };
    expect(lanesFrom([...partsOf(without), ...partsOf(none)])).toEqual([without, none]);
  });

  it('have no part with more than one curve or eight reports', () => {
    expect(parts.filter(({ type }) => type === 'series').length).toBeGreaterThan(20);
    for (const part of parts) {
      if (part.type === 'lane') expect(part.lane).toMatchObject({ series: {} });
      if (part.type === 'lane') expect(part.lane.snapshots).toBeUndefined();
      if (part.type === 'snapshots') expect(part.snapshots.length).toBeLessThanOrEqual(8);
    }
  });
});
