import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { softwareDriver, useDriver } from '../../src/node/vulkan.ts';

const DRIVER = 'vk_swiftshader_icd.json';
let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'vulkan-')));
  for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'CHROME_PATH']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function put(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  return file;
}

test('the software driver is the one beside the browser that is asked for, before any other', () => {
  const driver = put('chrome', DRIVER);
  vi.stubEnv('CHROME_PATH', put('chrome', 'chrome'));
  expect(softwareDriver()).toBe(driver);
});

test('Playwright’s own browsers are looked into where the system has none', () => {
  vi.stubEnv('PLAYWRIGHT_BROWSERS_PATH', folder);
  const without = softwareDriver();
  const own = put('chromium-1200', 'chrome-linux', DRIVER);
  expect(softwareDriver()).toBe(without ?? own);
});

test('a driver that is named is the one to use, under the name of old loaders and of new ones', () => {
  vi.stubEnv('CHROME_PATH', put('chrome', 'chrome'));
  put('chrome', DRIVER);
  useDriver('/somewhere/icd.json');
  expect(process.env['VK_DRIVER_FILES']).toBe('/somewhere/icd.json');
  expect(process.env['VK_ICD_FILENAMES']).toBe('/somewhere/icd.json');
  expect(softwareDriver()).toBe('/somewhere/icd.json');
});
