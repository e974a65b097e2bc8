import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Whose tests a file holds, by its name; a line may follow. */
const RUNNERS = [
  ['units', /\.test\.tsx?(:\d+)?$/],
  ['pages', /\.spec\.ts(:\d+)?$/],
];
const runnerOf = (name) => RUNNERS.find(([, pattern]) => pattern.test(name))?.[0];

/**
 * The test files and folders of tests that follow `npm test --`, as paths from the project's root: `units` for
 * Vitest, `pages` for Playwright. A file may be named by the end of its path. Throws an Error in words when one
 * is no test.
 */
export function namedTests(given, folder = process.cwd()) {
  const found = { units: [], pages: [] };
  for (const name of given) {
    const [path, line = ''] = name.split(/(?=:\d+$)/);
    const here = resolve(folder, path);
    const whole = relative(ROOT, here).replaceAll(sep, '/');
    if (existsSync(here) && statSync(here).isDirectory()) {
      const runners = new Set(readdirSync(here, { recursive: true }).map(runnerOf));
      const holding = RUNNERS.map(([runner]) => runner).filter((runner) => runners.has(runner));
      if (holding.length === 0) throw new Error(`The folder ${whole} holds no test. See the folder tests.`);
      for (const runner of holding) found[runner].push(`${whole}/`);
      continue;
    }
    const runner = runnerOf(name);
    if (!runner)
      throw new Error(
        `${name} is no test. Name a folder, or files that end in .test.ts, .test.tsx or .spec.ts, such as tests/floors.test.ts.`,
      );
    const paths = existsSync(here) ? [whole] : ending(path);
    if (paths.length === 0) throw new Error(`No test has a path that ends in ${path}. See the folder tests.`);
    found[runner].push(...paths.map((each) => `${each}${line}`));
  }
  return found;
}

/** Test files by the end of their path. */
function ending(path) {
  const end = `/${path.replaceAll(sep, '/')}`;
  return readdirSync(join(ROOT, 'tests'), { recursive: true })
    .map((name) => `tests/${name.replaceAll(sep, '/')}`)
    .filter((name) => name.endsWith(end));
}
