import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Serves the built page on a port that nothing else has, and tells every test where, until the last has ended. */
export default async function servePage(): Promise<() => Promise<void>> {
  const server = await preview({
    root,
    configFile: `${root}vite.config.ts`,
    logLevel: 'error',
    preview: { port: 0, open: false },
  });
  process.env['PAGE_ADDRESS'] = server.resolvedUrls?.local[0] ?? '';
  return () => server.close();
}
