import { open } from './node/door.ts';
import { buildPackage } from './node/package-build.ts';
import { engineVersion } from './reproduce/engine.ts';

// npm pack runs this first.

async function main(): Promise<number> {
  await buildPackage(engineVersion());
  return 0;
}

open(main, { doing: 'building the package' });
