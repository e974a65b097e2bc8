import { expect, it } from 'vitest';
import { PAPER_SYSTEMS } from '../../src/base/paper-numbers.ts';
import { SYSTEMS } from '../../src/reproduce/systems.ts';

it('has a row of the reproduction for every system of the paper, with its parts and numbers', () => {
  for (const [id, { method, prototypes, numbers }] of Object.entries(PAPER_SYSTEMS))
    expect(SYSTEMS.find((row) => row.id === id)).toMatchObject({ method, prototypes, paper: numbers });
});

it('gives each number once', () => {
  for (const { numbers } of Object.values(PAPER_SYSTEMS))
    expect(new Set(numbers.map(({ metric }) => metric)).size).toBe(numbers.length);
});
