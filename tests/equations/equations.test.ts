import { describe, expect, it } from 'vitest';
import { catalogue } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { capi } from './capi.ts';
import { carp } from './carp.ts';
import { type Claim, difference } from './claim.ts';
import { clustering } from './clustering.ts';
import { dino } from './dino.ts';
import { dinov2 } from './dinov2.ts';
import { fixed } from './fixed.ts';
import { ibot } from './ibot.ts';
import { joint } from './joint.ts';
import { mixture } from './mixture.ts';
import { spherical } from './spherical.ts';
import { swav } from './swav.ts';

const CLAIMS: Readonly<Record<string, readonly Claim[]>> = {
  capi,
  carp,
  dino,
  dinov2,
  ibot,
  swav,
  joint,
  decoupled: mixture,
  fixed,
  spherical,
  clustering,
};

const parts = (['method', 'prototypes'] as const).flatMap((shelf) => catalogue.shelves[shelf]);

describe.each(parts)('$title', ({ id, equations }) => {
  it('makes a claim of each equation, in order', () => {
    expect(CLAIMS[id]?.map(({ tex }) => tex)).toEqual(equations?.map(({ tex }) => tex));
  });

  it.each(CLAIMS[id] ?? [])('computes what it shows: $tex', async ({ compare }) => {
    await onBackend('cpu');
    const found = await compare();
    expect(found.length).toBeGreaterThan(0);
    for (const pair of found) expect(difference(pair)).toBeLessThan(1e-4);
  });
});

it('a claim with another number, or without one, fails', () => {
  expect(difference({ shown: [1, 2], op: [1, 2.001] })).toBeGreaterThan(1e-4);
  expect(difference({ shown: [1, 2], op: [1] })).toBe(Number.POSITIVE_INFINITY);
  expect(difference({ shown: [1], op: [Number.NaN] })).toBe(Number.POSITIVE_INFINITY);
});
