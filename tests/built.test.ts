import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isBuilt } from './built.mjs';

const root = mkdtempSync(join(tmpdir(), 'built-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes a file and gives it and its folder a time, in seconds. */
function write(path: string, time: number): void {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, '');
  for (const each of [whole, dirname(whole)]) utimesSync(each, time, time);
}

test('a page is built while nothing that it is built from is newer', () => {
  write('src/ui/App.tsx', 100);
  utimesSync(join(root, 'src'), 100, 100);
  write('index.html', 100);
  expect(isBuilt(root)).toBe(false);
  write('dist/index.html', 200);
  expect(isBuilt(root)).toBe(true);
  write('tests/floors.ts', 300);
  expect(isBuilt(root)).toBe(true);
  write('src/ui/App.tsx', 300);
  expect(isBuilt(root)).toBe(false);
  write('dist/index.html', 400);
  expect(isBuilt(root)).toBe(true);
  // a file that is gone
  utimesSync(join(root, 'src/ui'), 500, 500);
  expect(isBuilt(root)).toBe(false);
});
