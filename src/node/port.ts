import { createServer } from 'node:net';
import type { Plugin, PreviewServer, ViteDevServer } from 'vite';

/** Vite prints an error with its stack, and where this one was thrown helps nobody. */
function errorOf(words: string): Error {
  const error = new Error(words);
  error.stack = words;
  return error;
}

/** The port of `npm start` or `npm run dev`: PORT, or its usual one. Throws an Error when PORT is no port. */
export function portOf(usual: number, given = process.env['PORT']): number {
  if (!given) return usual;
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port < 2 ** 16) return port;
  throw errorOf(
    `PORT = "${given}" is no port. Set it to a whole number from 0 (any free port) to 65535, or unset it for ${usual}.`,
  );
}

/** True if nothing listens there yet. */
function isFree(port: number, host: string | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    probe.listen({ port, ...(host === undefined ? {} : { host }) }, () => probe.close(() => resolve(true)));
  });
}

async function check(
  { port, host }: { port?: number | undefined; host?: string | boolean | undefined },
  command: string,
): Promise<void> {
  // Vite listens on localhost, unless it is told a host or to listen everywhere
  const where = typeof host === 'string' ? host : host ? undefined : 'localhost';
  if (!port || (await isFree(port, where))) return;
  throw errorOf(
    `Port ${port} is taken: another program already listens there, so the page cannot be served. Stop that program, or choose another port: PORT=${port + 1} ${command}`,
  );
}

/** Refuses a taken port in words, before Vite does so with a stack. */
export function refuseTakenPort(): Plugin {
  return {
    name: 'playground-port',
    // the tests' own Vite listens nowhere
    configureServer: ({ httpServer, config: { server } }: ViteDevServer) =>
      httpServer && server.strictPort ? check(server, 'npm run dev') : undefined,
    configurePreviewServer: ({ config: { preview } }: PreviewServer) =>
      preview.strictPort ? check(preview, 'npm start') : undefined,
  };
}
