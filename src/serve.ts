import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TroubleError } from './base/errors.ts';
import { DEBUG_HELP, open } from './node/door.ts';
import { pageServer } from './node/file-server.ts';
import { commandLine, pageFolder } from './node/installed.ts';
import { misread } from './node/misread.ts';

// Serves the built page to browsers of this machine.

const PORT = 4173;

const help = () =>
  [
    `${commandLine('serve')} [--port N] [--host NAME]`,
    '',
    'Serves the page and prints its address. The page trains in the browser, and uploads nothing.',
    '',
    `  --port N\n      From 0 (any free port) to 65535. The default is PORT, or ${PORT}.`,
    '  --host NAME\n      The default is localhost: other machines do not reach it. 0.0.0.0 lets them, but a page from',
    '      another machine by http has no WebGPU.',
    DEBUG_HELP,
    '',
  ].join('\n');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      host: { type: 'string', default: 'localhost' },
      help: { type: 'boolean' },
      debug: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const given = values.port ?? process.env['PORT'] ?? String(PORT);
  const port = Number(given);
  if (given.trim() === '' || !Number.isInteger(port) || port < 0 || port >= 2 ** 16)
    throw misread(`--port ${given}`, 'a whole number from 0 to 65535');
  const folder = pageFolder();
  if (!existsSync(join(folder, 'index.html')))
    throw new TroubleError({
      kind: 'data',
      failed: 'The page is not built',
      why: `${folder} has no index.html.`,
      todo: 'Run npm run build first.',
    });
  const server = pageServer(folder);
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => fail(unopened(error, port, values.host)));
    server.listen(port, values.host, done);
  });
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  process.stdout.write(`http://${values.host}:${at}/\nCtrl-C stops it.\n`);
  await new Promise((closed) => server.once('close', closed));
  return 0;
}

function unopened({ code, message }: NodeJS.ErrnoException, port: number, host: string): TroubleError {
  const taken = code === 'EADDRINUSE';
  return new TroubleError({
    kind: 'config',
    failed: `The page cannot be served at ${host}, port ${port}`,
    why: taken ? 'Another program already listens there.' : `${message}.`,
    todo: taken
      ? `Stop that program, or use --port ${(port + 1) % 2 ** 16}.`
      : 'Use another --port or --host.',
  });
}

open(main, { doing: 'serving the page', stopped: () => 'Stopped.' });
