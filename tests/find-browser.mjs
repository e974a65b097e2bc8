/**
 * Finds a Chromium-family browser for the browser tests, or installs one, and prints its path:
 * CHROME_PATH, a system Chrome or Chromium, Playwright's own, `playwright install chromium`, and on Debian
 * as root `apt-get install chromium`. Exits 1 with what to do when there is none.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';

const NAMES = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'microsoft-edge'];

/** Places where installers of each system put Chrome, Chromium and Edge. */
export function usualPlaces(platform = process.platform, env = process.env) {
  if (platform === 'darwin') {
    const apps = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
    const roots = ['/Applications', ...(env.HOME ? [`${env.HOME}/Applications`] : [])];
    return roots.flatMap((root) => apps.map((app) => `${root}/${app}.app/Contents/MacOS/${app}`));
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    const apps = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return roots.flatMap((root) => apps.map((app) => `${root}\\${app}`));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const extra = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
  return [...folders, ...extra].flatMap((folder) => NAMES.map((name) => join(folder, name)));
}

function runnable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The browser's path, or undefined. Throws when CHROME_PATH names no program. */
export function findBrowser(env = process.env) {
  if (env.CHROME_PATH) {
    if (runnable(env.CHROME_PATH)) return env.CHROME_PATH;
    throw new Error(
      `CHROME_PATH is ${env.CHROME_PATH}, which is not a program. Set it to a Chrome or Chromium, or unset it.`,
    );
  }
  const system = usualPlaces(process.platform, env).find(runnable);
  if (system) return system;
  const own = chromium.executablePath();
  return own && runnable(own) ? own : undefined;
}

/** True if the program starts at all: Playwright's own may lack system libraries. Asked on Linux only, where
 *  `--version` opens no window. */
function starts(path) {
  return process.platform !== 'linux' || spawnSync(path, ['--version'], { timeout: 30_000 }).status === 0;
}

const working = () => {
  const found = findBrowser();
  return found && starts(found) ? found : undefined;
};

function install() {
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');
  say('No working browser found. Installing Chromium through Playwright.');
  run(process.execPath, [cli, 'install', 'chromium']);
  if (working()) return;
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say('That gave none that starts. Installing Chromium through apt.');
    // another installation may be going on
    const waits = ['-o', 'DPkg::Lock::Timeout=300'];
    run('apt-get', [...waits, 'update']) && run('apt-get', [...waits, 'install', '-y', 'chromium']);
  }
}

/** Output goes to standard error: standard output holds the path alone. */
function run(program, args) {
  return spawnSync(program, args, { stdio: ['ignore', 2, 2] }).status === 0;
}

const say = (text) => process.stderr.write(`${text}\n`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (!working()) install();
    const found = working();
    if (!found)
      throw new Error(
        "No Chrome or Chromium that starts was found, and none could be installed. Install one from your system's packages, or set CHROME_PATH to the program.",
      );
    process.stdout.write(`${found}\n`);
  } catch (thrown) {
    say(thrown.message);
    process.exitCode = 1;
  }
}
