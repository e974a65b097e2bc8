import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode, encode } from 'fast-png';

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

/** Pixels of the picture for one of the SVG. */
const SCALE = 2;
/** Height in px that a window may have beyond its page. */
const SPARE = 200;
/** Time in ms after which a browser that does not end is ended. */
const MOST_TIME = 60_000;

/** Draws SVG texts as PNGs of twice their size; undefined without a Chromium that draws them. */
export async function drawPictures(svgs: readonly string[]): Promise<Uint8Array[] | undefined> {
  if (svgs.length === 0) return undefined;
  const browser = PLACES.find(runnable) ?? (await playwrightBrowser());
  if (browser === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'picture-'));
  try {
    const pictures: Uint8Array[] = [];
    for (const svg of svgs) pictures.push(await draw(browser, svg, folder));
    return pictures;
  } catch {
    return undefined;
  } finally {
    // a browser may still write into its profile as it ends
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Draws one SVG in a window that is larger, and cuts it out. */
async function draw(browser: string, svg: string, folder: string): Promise<Uint8Array> {
  const [width, height] = ['width', 'height'].map((name) =>
    Number(new RegExp(` ${name}="([\\d.]+)"`).exec(svg)?.[1]),
  );
  const [page, picture] = [join(folder, 'page.html'), join(folder, 'picture.png')];
  writeFileSync(page, `<!doctype html><meta charset="utf-8"><body style="margin:0">${svg}</body>`);
  rmSync(picture, { force: true });
  await ended(browser, [
    ...['--headless', '--no-sandbox', '--no-first-run', '--disable-gpu', '--hide-scrollbars'],
    `--user-data-dir=${join(folder, 'profile')}`,
    `--force-device-scale-factor=${SCALE}`,
    `--window-size=${Math.ceil(width)},${Math.ceil(height) + SPARE}`,
    `--screenshot=${picture}`,
    pathToFileURL(page).href,
  ]);
  const { data, channels, depth, width: row } = decode(readFileSync(picture));
  const [across, down] = [Math.round(SCALE * width), Math.round(SCALE * height)];
  const lines = Array.from({ length: down }, (_, y) =>
    data.subarray(y * row * channels, (y * row + across) * channels),
  );
  const cut = new Uint8Array(across * down * channels);
  lines.forEach((line, y) => {
    cut.set(line, y * across * channels);
  });
  return encode({ width: across, height: down, data: cut, channels, depth });
}

function ended(browser: string, args: readonly string[]): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(browser, args, { stdio: 'ignore', timeout: MOST_TIME });
    child.once('error', fail);
    child.once('close', (code) => (code === 0 ? done() : fail(new Error(`${browser} ended with ${code}`))));
  });
}

/** The browser that Playwright installed for itself, where Playwright is. */
async function playwrightBrowser(): Promise<string | undefined> {
  try {
    const path = (await import('playwright')).chromium.executablePath();
    return runnable(path) ? path : undefined;
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
