import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package, whose doors are bundled into its lib. Undefined where the sources themselves
 *  run. */
export const INSTALLED: string | undefined = import.meta.url.endsWith('.ts')
  ? undefined
  : fileURLToPath(new URL('..', import.meta.url));

const ROOT = INSTALLED ?? fileURLToPath(new URL('../..', import.meta.url));

/** Folder of the installed package that holds what is built. */
export const BUILT = 'lib';
/** Folder of the built page in it, with its images, kernels and TensorFlow.js' own. */
export const PAGE = `${BUILT}/page`;

/** Scripts of package.json by the commands of the installed package. */
const SCRIPTS = {
  inspect: 'npm run -s inspect --',
  train: 'npm run -s headless --',
  reproduce: 'npm run reproduce --',
  oracle: 'npm run oracle --',
  serve: 'npm start --',
} as const;

/** The start of the headless door: arguments of Node, and the folder in which they hold. */
export const trainDoor = (): { readonly args: readonly string[]; readonly cwd: string } =>
  INSTALLED === undefined
    ? { args: ['--import', 'tsx', 'src/headless.ts'], cwd: ROOT }
    : { args: [join(BUILT, 'train.js')], cwd: ROOT };

/** The folder of the built page. */
export const pageFolder = (): string => join(ROOT, INSTALLED === undefined ? 'dist' : PAGE);

/** The version in package.json. */
export const packageVersion = (): string =>
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/** The words with which a person starts a command here. */
export const commandLine = (name: keyof typeof SCRIPTS): string =>
  INSTALLED === undefined ? SCRIPTS[name] : `proto-playground ${name}`;
