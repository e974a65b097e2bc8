import { defineConfig } from 'playwright/test';
import { chrome } from './chrome.ts';

const port = process.env['TEST_PORT'] ?? '4183';
const address = `http://localhost:${port}/`;

/** Run against the built page: `npm run build`, then `playwright test -c tests/browser`. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results',
  // one picture for every system: what differs between them is taken out before it is taken
  snapshotPathTemplate: '{testDir}/screens/{arg}{ext}',
  // Training wants the processor to itself.
  workers: 1,
  timeout: 180_000,
  reporter: [['list'], ['json', { outputFile: '../../test-results/browser.json' }]],
  use: { baseURL: address, launchOptions: chrome(), trace: 'retain-on-failure' },
  webServer: {
    command: 'node node_modules/vite/bin/vite.js preview',
    cwd: '../..',
    env: { PORT: port, BROWSER: 'none' },
    url: address,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});
