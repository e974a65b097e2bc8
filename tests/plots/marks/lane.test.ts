import { lab } from 'd3-color';
import { describe, expect, it } from 'vitest';
import { laneStroke } from '../../../src/plots/marks/lane.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';

describe('laneStroke', () => {
  const lanes = [JOINT, DECOUPLED, SWAV, { ...JOINT, id: 4 }, { ...JOINT, id: 5, prototypes: 'fixed' }];

  it('has the paper’s colours, a dash per coupling, and shades for lanes of one colour', () => {
    const strokes = lanes.map((lane) => laneStroke(lane, lanes));
    expect(strokes[0]).toEqual({ color: '#e7298a', dash: '' });
    expect(strokes[1].color).toBe('#e6ab02');
    expect(strokes[1].dash).not.toBe('');
    expect(strokes[4].dash).not.toBe(strokes[1].dash);
    expect(new Set(strokes.map((stroke) => stroke.color)).size).toBe(lanes.length);
  });

  it('keeps six shades of one colour apart, spherical and mixture lanes included', () => {
    for (const method of ['dino', 'carp', 'swav', 'another'])
      for (const prototypes of ['joint', 'decoupled', 'fixed']) {
        const six = [1, 2, 3, 4, 5, 6].map((id) => ({ ...JOINT, id, method, prototypes }));
        if (prototypes === 'decoupled') six[1] = { ...six[1], prototypes: 'spherical' };
        const lightness = six.map((lane) => lab(laneStroke(lane, six).color).l).sort((a, b) => a - b);
        for (let i = 1; i < 6; i++) expect(lightness[i] - lightness[i - 1]).toBeGreaterThan(4);
      }
  });

  it('has a colour for a method it does not know', () => {
    expect(laneStroke({ ...JOINT, method: 'koleo' }, []).color).toMatch(/^#[0-9a-f]{6}$/);
  });
});
