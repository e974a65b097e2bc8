import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));

test('the parts of d3 have the versions that d3 itself brings', () => {
  const { dependencies, devDependencies } = read('package.json');
  const own: Record<string, string> = { ...dependencies, ...devDependencies };
  const parts = Object.keys(own).filter((name) => name.startsWith('d3-'));
  expect(parts.length).toBeGreaterThan(0);
  const { version, dependencies: brought } = read('node_modules/d3/package.json');
  expect(version).toBe(own['d3']);
  for (const name of parts) expect(`^${own[name]}`, name).toBe(brought[name]);
});

test('every script of ours has the manners of a shell command', () => {
  const { scripts } = read('package.json');
  const files = Object.values<string>(scripts).flatMap((script) => script.match(/^tsx (\S+)$/)?.[1] ?? []);
  expect(files.length).toBeGreaterThan(5);
  for (const file of files)
    expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'), file).toMatch(/^(behave|open)\(/m);
});
