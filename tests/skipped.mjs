/** The reasons of skipped tests, from the runners' JSON reports, and what `npm test` says of them. */

/** One reason for each skipped test of a Vitest report. */
export function skippedUnits({ testResults }) {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'skipped')
    .map(({ meta }) => meta.skipped ?? 'no reason given');
}

/** One reason for each skipped test of a Playwright report. */
export function skippedPages({ suites = [], specs = [] }) {
  const own = specs
    .flatMap(({ tests }) => tests)
    .filter(({ status }) => status === 'skipped')
    .map(
      ({ annotations }) => annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given',
    );
  return [...own, ...suites.flatMap(skippedPages)];
}

/** Lines such as "18 skipped: no driver". */
export function skipLines(reasons) {
  return [...new Set(reasons)].map(
    (reason) => `${reasons.filter((other) => other === reason).length} skipped: ${reason}`,
  );
}

/** True if a skipped test is a failure: in CI on Linux, where find-browser.mjs brings all that a test needs. */
export function mustRunAll(env = process.env, platform = process.platform) {
  return Boolean(env.CI) && env.CI !== 'false' && platform === 'linux';
}

/** Reasons that CI accepts: it installs no torch, which is large, and the fixtures of tests/formats came from one. */
const ACCEPTED = new Set(['no torch']);

/** True if a test was skipped that must run in CI. */
export const mustHaveRun = (reasons) => reasons.some((reason) => !ACCEPTED.has(reason));
