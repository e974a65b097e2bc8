import { expect, test } from 'vitest';
import { findBrowser, usualPlaces } from './find-browser.mjs';

test('CHROME_PATH comes first, and must be a program', () => {
  expect(findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath);
  expect(() => findBrowser({ CHROME_PATH: '/no/such/chrome' })).toThrow(/CHROME_PATH is \/no\/such\/chrome/);
  expect(() => findBrowser({ CHROME_PATH: import.meta.dirname })).toThrow(/not a program/);
});

test('each system is searched where its installers put a browser', () => {
  expect(usualPlaces('linux', { PATH: '/opt/bin' })).toEqual(
    expect.arrayContaining(['/opt/bin/chromium', '/usr/bin/google-chrome', '/snap/bin/chromium']),
  );
  expect(usualPlaces('darwin', { HOME: '/Users/me' })).toEqual(
    expect.arrayContaining([
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Users/me/Applications/Chromium.app/Contents/MacOS/Chromium',
    ]),
  );
  expect(usualPlaces('win32', { PROGRAMFILES: 'C:\\Program Files' })).toContain(
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  );
});
