import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders that a run's numbers depend on. */
const ENGINE = [
  'base',
  'math',
  'data',
  'views',
  'encoders',
  'prototypes',
  'methods',
  'optimizers',
  'metrics',
  'train',
  'worker',
];

/** The playground's version with a fingerprint of the engine's sources, such as "0.1.0+3f2a91c0". It keeps runs of
 *  two engines apart. An installed package was told its own when it was built. */
export function engineVersion(): string {
  if (typeof __ENGINE__ === 'string') return __ENGINE__;
  const root = fileURLToPath(new URL('../', import.meta.url));
  const { version } = JSON.parse(readFileSync(join(root, '../package.json'), 'utf8'));
  const hash = createHash('sha256');
  for (const folder of ENGINE)
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).sort())
      if (name.endsWith('.ts'))
        hash.update(name.replaceAll('\\', '/')).update(readFileSync(join(root, folder, name)));
  return `${version}+${hash.digest('hex').slice(0, 8)}`;
}
