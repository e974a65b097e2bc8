import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * The plot equals tests/plots/NAME.svg. A missing file is written only with UPDATE_PLOTS=1 in the
 * environment: look at it in a browser, then commit it.
 */
export function expectSvgFile(name: string, svg: string): void {
  const path = fileURLToPath(new URL(`./${name}.svg`, import.meta.url));
  const lined = `${svg.replaceAll('><', '>\n<')}\n`;
  if (!existsSync(path) && process.env['UPDATE_PLOTS'] === '1') writeFileSync(path, lined);
  expect(existsSync(path), `${name}.svg is missing; run with UPDATE_PLOTS=1 and look at it`).toBe(true);
  expect(lined).toBe(readFileSync(path, 'utf8'));
}
