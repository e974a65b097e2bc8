import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HOST_POLICY } from './content-policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.webmanifest': 'application/manifest+json',
  '.gz': 'application/gzip',
};

/** A server of the built page in `folder`: its files and nothing else, with the policy of their headers. */
export function pageServer(folder: string): Server {
  return createServer((request, response) => {
    const head = request.method === 'HEAD';
    if (!head && request.method !== 'GET') response.writeHead(405, { Allow: 'GET, HEAD' }).end();
    else void answer(folder, request.url ?? '/', head, response);
  });
}

async function answer(folder: string, url: string, head: boolean, response: ServerResponse): Promise<void> {
  const path = fileOf(folder, url);
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (path === undefined || !found?.isFile()) {
    response.writeHead(404, { 'Content-Type': 'text/plain' }).end('404: the page has no such file.\n');
    return;
  }
  response.writeHead(200, {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Content-Security-Policy': HOST_POLICY,
    // a new version of the package may serve here next
    'Cache-Control': 'no-cache',
  });
  if (head) response.end();
  // a reader that has gone needs no answer
  else await pipeline(createReadStream(path), response).catch(() => response.destroy());
}

/** The file that a URL asks for, within the folder; undefined for one that cannot be read. */
function fileOf(folder: string, url: string): string | undefined {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    const name = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    // from the root on, no .. leads out of it
    return name.includes('\0') ? undefined : join(folder, normalize(`/${name.replaceAll('\\', '/')}`));
  } catch {
    return undefined;
  }
}
