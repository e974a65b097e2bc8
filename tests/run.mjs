/**
 * `npm test`: typecheck, lint, unit tests, build, browser tests, in that order, each with its output as it
 * comes. Ends with one line "N passed, N failed" over all of them and exits 1 on any failure. A stage that
 * needs an earlier one is counted as failed when that one failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}test-results`;
const program = (path) => `${root}node_modules/${path}`;

let passed = 0;
let failed = 0;

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
    : { passed: 0, failed: 0 };
  passed += found.passed;
  failed += ok ? found.failed : Math.max(1, found.failed);
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

await check('typecheck', program('typescript/bin/tsc'), ['-p', '.']);
await check('lint', program('@biomejs/biome/bin/biome'), ['check', '.']);
await suite(
  'unit tests',
  program('vitest/vitest.mjs'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}/unit.json`],
  `${results}/unit.json`,
  (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }),
);
const built = await check('build', program('vite/bin/vite.js'), ['build']);
const browser = await check('find a browser', `${root}tests/find-browser.mjs`, []);
if (built && browser)
  await suite(
    'browser tests',
    program('playwright/cli.js'),
    ['test', '-c', 'tests/browser'],
    `${results}/browser.json`,
    (report) => ({ passed: report.stats.expected + report.stats.flaky, failed: report.stats.unexpected }),
  );
else {
  failed++;
  process.stdout.write('\n== browser tests: not run, for want of a built page or a browser\n');
}

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
