/**
 * `npm test`: typecheck, index checks, lint, unused code, browser, unit tests, build, browser tests, in that order. A
 * stage that needs an earlier one counts as failed when that one failed. `npm test -- FILE [FILE...]` runs just these
 * tests or folders, and `npm run test:browser` those in a browser, with any argument of Playwright: both build the
 * page only when it is older than its sources.
 * The last line says "N passed, N failed, N skipped" over all of them; any failure exits with 1.
 */
import { isBuilt } from './built.mjs';
import { namedTests } from './named-tests.mjs';
import { browser, build, indexes, lint, notRun, pages, typecheck, units, unused } from './stages.mjs';
import { Tally } from './tally.mjs';

// its reader may have gone: npm test | head
process.stdout.on('error', () => process.exit(141));

const tally = new Tally();
const withoutPage = () => notRun('browser tests', 'for want of a built page or a browser');

async function everything() {
  tally.add(await typecheck());
  tally.add(await indexes());
  tally.add(await lint());
  tally.add(await unused());
  // its folder also holds the driver on which unit tests run WebGPU
  const found = tally.add(await browser());
  tally.add(await units());
  const built = tally.add(await build());
  tally.add(built && found ? await pages() : withoutPage());
}

/** Browser tests alone: all, or those that Playwright's arguments name. */
async function inBrowser(args) {
  const ready = tally.add(await browser()) && (isBuilt() || tally.add(await build()));
  tally.add(ready ? await pages(args) : withoutPage());
}

async function some(given) {
  const named = namedTests(given);
  if (named.units.length > 0) tally.add(await units(named.units));
  if (named.pages.length > 0) await inBrowser(named.pages);
}

const given = process.argv.slice(2);
try {
  if (given.length === 0) await everything();
  else if (given[0] === '--browser') await inBrowser(given.slice(1));
  else await some(given);
} catch (thrown) {
  tally.add({ failed: 1 });
  process.stdout.write(`${thrown.message}\n`);
}
process.stdout.write(`\n${tally.lines().join('\n')}\n`);
process.exitCode = tally.ok ? 0 : 1;
