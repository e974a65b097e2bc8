import { describe, expect, it } from 'vitest';
import { ACTS, type AlgorithmData, algorithm, happens } from '../../src/plots/algorithm.ts';
import { expectSvgFile } from './svg-file.ts';

const OPTIONS = { width: 336, height: 232, theme: 'light' } as const;
const JOINT: AlgorithmData = { movedBy: 'loss', teacher: 'ema', update: 'both' };
const DECOUPLED: AlgorithmData = { ...JOINT, movedBy: 'embeddings' };
const FIXED: AlgorithmData = { ...JOINT, movedBy: 'nothing' };
const opacities = (data: AlgorithmData) =>
  [...algorithm(data, OPTIONS).svg.matchAll(/<g opacity="([\d.]+)">/g)].map(([, value]) => Number(value));

describe('the algorithm box', () => {
  it('is drawn as the paper’s Figure 2', () => {
    expectSvgFile('algorithm-joint', algorithm(JOINT, OPTIONS).svg);
    expectSvgFile('algorithm-decoupled', algorithm({ ...DECOUPLED, act: 'observe' }, OPTIONS).svg);
  });

  it('says where the gradient flows', () => {
    expect(algorithm(JOINT, OPTIONS).summary).toContain('reaches the student and the prototypes');
    expect(algorithm(DECOUPLED, OPTIONS).summary).toContain('reaches only the student');
    expect(algorithm(FIXED, OPTIONS).summary).toContain('never move');
  });

  it('has only the acts of its parts', () => {
    expect(ACTS.filter((act) => happens(act, JOINT))).not.toContain('observe');
    expect(ACTS.filter((act) => happens(act, DECOUPLED))).toEqual([...ACTS]);
    expect(happens('follow', { ...JOINT, teacher: 'student' })).toBe(false);
  });

  it('emphasises one act and pales the others', () => {
    expect(opacities(JOINT).every((value) => value === 1)).toBe(true);
    const acts = opacities({ ...JOINT, act: 'gradient' });
    expect(acts.filter((value) => value === 1)).toHaveLength(2);
  });

  it('pales updates that are not applied, of the prototypes or of the encoder', () => {
    const held = (data: AlgorithmData) => opacities(data).filter((value) => value < 0.2).length;
    expect(held(JOINT)).toBe(0);
    // the gradient on prototypes and their average; the gradient on the student and its average
    expect(held({ ...JOINT, update: 'encoder' })).toBe(2);
    expect(held({ ...JOINT, update: 'prototypes' })).toBe(2);
    expect(held({ ...DECOUPLED, update: 'encoder' })).toBe(1);
    expect(held({ ...FIXED, update: 'encoder' })).toBe(0);
  });
});
