import { accessSync, constants } from 'node:fs';
import type { Browser } from 'playwright';

/** Paths to which the installers of each system put a Chromium. */
const PLACES = [
  process.env['CHROME_PATH'],
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Draws SVG texts as PNGs of twice their size; undefined without a Chromium. */
export async function drawPictures(svgs: readonly string[]): Promise<Uint8Array[] | undefined> {
  if (svgs.length === 0) return undefined;
  const browser = await openBrowser();
  if (!browser) return undefined;
  try {
    const page = await browser.newPage({ deviceScaleFactor: 2 });
    const pictures: Uint8Array[] = [];
    for (const svg of svgs) {
      await page.setContent(`<body style="margin:0">${svg}</body>`);
      pictures.push(await page.locator('body > svg').screenshot());
    }
    return pictures;
  } catch {
    return undefined;
  } finally {
    await browser.close();
  }
}

async function openBrowser(): Promise<Browser | undefined> {
  try {
    const { chromium } = await import('playwright');
    const executablePath = PLACES.find(runnable);
    return await chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] });
  } catch {
    return undefined;
  }
}

function runnable(path: string | undefined): path is string {
  try {
    if (path === undefined) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
