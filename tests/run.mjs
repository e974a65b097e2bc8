/**
 * `npm test`: typecheck, lint, browser, unit tests, build, browser tests, in that order, each with its output as it
 * comes. Ends with the reasons of skipped tests and one line "N passed, N failed, N skipped" over all of them,
 * and exits 1 on any failure. A stage that needs an earlier one is counted as failed when that one failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mustRunAll, skipLines, skippedPages, skippedUnits } from './skipped.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}test-results`;
const program = (path) => `${root}node_modules/${path}`;

let passed = 0;
let failed = 0;
/** A reason for each skipped test. */
const skipped = [];

function run(path, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** One check that passes or fails as a whole. */
async function check(title, path, args) {
  process.stdout.write(`\n== ${title}\n`);
  const ok = (await run(path, args)) === 0;
  ok ? passed++ : failed++;
  if (!ok) process.stdout.write(`${title}: failed\n`);
  return ok;
}

/** A test runner that leaves its counts in a JSON report. A failure without a failed test (a file that does
 *  not load) counts as one. */
async function suite(title, path, args, report, counts, env) {
  process.stdout.write(`\n== ${title}\n`);
  const ok = (await run(path, args, env)) === 0;
  const found = existsSync(report)
    ? counts(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0, skipped: [] };
  passed += found.passed;
  failed += ok ? found.failed : Math.max(1, found.failed);
  skipped.push(...found.skipped);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

await check('typecheck', program('typescript/bin/tsc'), ['-p', '.']);
await check('lint', program('@biomejs/biome/bin/biome'), ['check', '.']);
// its folder also holds the driver on which unit tests run WebGPU
const browser = await check('find a browser', `${root}tests/find-browser.mjs`, []);
await suite(
  'unit tests',
  program('vitest/vitest.mjs'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}/unit.json`],
  `${results}/unit.json`,
  (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: skippedUnits(report),
  }),
);
const built = await check('build', program('vite/bin/vite.js'), ['build']);
if (built && browser)
  await suite(
    'browser tests',
    program('playwright/cli.js'),
    ['test', '-c', 'tests/browser'],
    `${results}/browser.json`,
    (report) => ({
      passed: report.stats.expected + report.stats.flaky,
      failed: report.stats.unexpected,
      skipped: skippedPages(report),
    }),
  );
else {
  failed++;
  process.stdout.write('\n== browser tests: not run, for want of a built page or a browser\n');
}

process.stdout.write(
  `\n${skipLines(skipped)
    .map((line) => `${line}\n`)
    .join('')}`,
);
if (skipped.length > 0 && mustRunAll()) {
  failed++;
  process.stdout.write('skipped tests: failed, since CI runs on a machine where every test can run\n');
}
const rest = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
process.stdout.write(`${passed} passed, ${failed} failed${rest}\n`);
process.exitCode = failed > 0 ? 1 : 0;
