/** The stages of `npm test`: each shows its output as it comes, and gives its counts. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { skippedPages, skippedUnits } from './skipped.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}test-results`;
const program = (path) => `${root}node_modules/${path}`;

export const typecheck = () => check('typecheck', program('typescript/bin/tsc'), ['-p', '.']);

/** The folders whose index reads may find nothing. */
export const indexes = () =>
  check('index checks', program('typescript/bin/tsc'), ['-p', 'tsconfig.indexes.json']);

export const lint = () =>
  check('lint', program('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '.']);

export const unused = () => check('unused code', program('knip/bin/knip.js'), ['--no-progress']);

export const browser = () => check('find a browser', `${root}tests/find-browser.mjs`, []);

export const build = () => check('build', program('vite/bin/vite.js'), ['build']);

/** Vitest, on some files or all. */
export function units(files = []) {
  const report = `${results}/unit.json`;
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return suite(
    'unit tests',
    program('vitest/vitest.mjs'),
    ['run', ...reporters, ...files],
    report,
    (found) => ({
      passed: found.numPassedTests,
      failed: found.numFailedTests,
      skipped: skippedUnits(found),
    }),
  );
}

/** Playwright against the built page, with any argument of its own. */
export function pages(args = []) {
  const all = ['test', '-c', 'tests/browser', ...args];
  return suite('browser tests', program('playwright/cli.js'), all, `${results}/browser.json`, (found) => ({
    passed: found.stats.expected + found.stats.flaky,
    failed: found.stats.unexpected,
    skipped: skippedPages(found),
  }));
}

/** A stage that cannot run counts as a failure. */
export function notRun(title, why) {
  process.stdout.write(`\n== ${title}: not run, ${why}\n`);
  return { failed: 1 };
}

/** One check that passes or fails as a whole. */
async function check(title, path, args) {
  process.stdout.write(`\n== ${title}\n`);
  if ((await run(path, args)) === 0) return { passed: 1 };
  process.stdout.write(`${title}: failed\n`);
  return { failed: 1 };
}

/** A test runner that leaves its counts in a JSON report. A failure without a failed test (a file that does
 *  not load) counts as one. */
async function suite(title, path, args, report, counts) {
  process.stdout.write(`\n== ${title}\n`);
  mkdirSync(results, { recursive: true });
  rmSync(report, { force: true });
  const ok = (await run(path, args)) === 0;
  const found = existsSync(report) ? counts(JSON.parse(readFileSync(report, 'utf8'))) : { failed: 0 };
  return { ...found, failed: ok ? found.failed : Math.max(1, found.failed) };
}

/** The exit code of a program of Node. */
function run(path, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
