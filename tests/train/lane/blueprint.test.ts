import { expect, test } from 'vitest';
import { banksOf, blueprintOf, initialWeightsOf } from '../../../src/train/lane/blueprint.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { TINY } from '../session/host.ts';

const SHAPE = { height: 28, width: 28, channels: 1 };
const VIT = { encoder: 'vit', 'vit.width': 16 };
const drawn = (more: Readonly<Record<string, unknown>>) => blueprintOf(checked({ ...TINY, ...more }), SHAPE);
const addresses = ({ layout }: ReturnType<typeof blueprintOf>) =>
  layout.segments.map(({ address }) => address);

test('prototypes are weights if the loss moves them, and lie behind all others', () => {
  expect(addresses(drawn({ prototypes: 'joint' })).at(-1)).toBe('head/prototypes');
  for (const prototypes of ['decoupled', 'fixed', 'spherical'])
    expect(addresses(drawn({ prototypes }))).not.toContain('head/prototypes');
});

test('patches share the head of the views, or have a head and a bank of their own', () => {
  const shared = drawn({ ...VIT, method: 'ibot' });
  expect(shared.branches.map(({ rows }) => rows)).toEqual(['views', 'patches']);
  expect(banksOf(shared.branches)).toEqual(['head/prototypes']);
  for (const apart of [
    drawn({ ...VIT, method: 'ibot', 'ibot.shared_head': false }),
    drawn({ ...VIT, method: 'dinov2' }),
  ]) {
    expect(banksOf(apart.branches)).toEqual(['head/prototypes', 'patch_head/prototypes']);
    expect(addresses(apart)).toContain('patch_head/dense1/kernel');
  }
});

test('CAPI’s student has a classifier unless the loss moves the prototypes', () => {
  const capi = { ...VIT, method: 'capi' };
  expect(drawn({ ...capi, prototypes: 'clustering' }).branches[0].classifier).toBe('head/classifier');
  expect(drawn({ ...capi, prototypes: 'joint' }).branches[0].classifier).toBeUndefined();
  expect(drawn(capi).predictor?.blocks).toBe(1);
});

test('the head’s output norm and the initial weights follow the parts until a knob names them', () => {
  expect(drawn({ prototypes: 'decoupled' }).outputNorm).toBe('batchnorm');
  expect(drawn({ prototypes: 'spherical' }).outputNorm).toBe('whiten');
  expect(drawn({ prototypes: 'joint', 'head.output_norm': 'whiten' }).outputNorm).toBe('whiten');
  expect(initialWeightsOf(checked({ method: 'carp' }))).toBe('pytorch');
  expect(initialWeightsOf(checked({ method: 'carp', initial_weights: 'dino' }))).toBe('dino');
});
