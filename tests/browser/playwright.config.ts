import { defineConfig } from 'playwright/test';
import { chrome } from './chrome.ts';

/** Run against the built page: `npm run build`, then `playwright test -c tests/browser`. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './serve-page.ts',
  outputDir: '../../test-results',
  // one picture for every system: what differs between them is taken out before it is taken
  snapshotPathTemplate: '{testDir}/screens/{arg}{ext}',
  // one page trains on as many cores as it has lanes, and waits for much else: two keep two cores busy
  workers: 2,
  // limits of time only end what hangs
  timeout: 600_000,
  expect: { timeout: Number(process.env['EXPECT'] ?? 60_000) },
  reporter: [['list'], ['json', { outputFile: '../../test-results/browser.json' }]],
  use: {
    // the tests' own processes read this file once the page is served
    baseURL: process.env['PAGE_ADDRESS'] ?? '',
    launchOptions: chrome(),
    // a trace takes almost half as much time again as the test itself: where one is wanted, --trace on
    screenshot: 'only-on-failure',
  },
});
