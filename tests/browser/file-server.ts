import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { text } from 'node:stream/consumers';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.gz': 'application/gzip',
};

/** A plain server of files below one path, as static hosts are; everything else is a 404. */
export class FileServer {
  readonly path: string;
  /** The folder that is served; may be changed at any time. */
  folder: string;
  /** Advice to browsers on keeping files, for the same time as many static hosts give. */
  control = 'max-age=600';
  /** True if pages of every origin may read the files, as many static hosts allow. */
  open = false;
  /** Paths that were asked for and are not there. */
  readonly missing: string[] = [];
  /** Headers of every answer. */
  headers: Readonly<Record<string, string>> = {};
  /** Bodies that were posted, such as a browser's reports. */
  readonly posted: string[] = [];
  private server: Server | undefined;
  private port = 0;

  constructor(folder: string, path: string) {
    this.folder = folder;
    this.path = path;
  }

  /** Starts, on the port it had before if it had one. */
  async start(): Promise<void> {
    const server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const inside = pathname.startsWith(this.path) ? pathname.slice(this.path.length) : undefined;
      const name = inside === '' ? 'index.html' : inside;
      if (request.method === 'POST') {
        this.posted.push(await text(request));
        response.writeHead(204).end();
        return;
      }
      try {
        if (name === undefined) throw new Error('outside');
        const bytes = await readFile(join(this.folder, normalize(`/${decodeURIComponent(name)}`)));
        response.writeHead(200, {
          'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
          'Cache-Control': this.control,
          ...(this.open && { 'Access-Control-Allow-Origin': '*' }),
          ...this.headers,
        });
        response.end(bytes);
      } catch {
        this.missing.push(pathname);
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((done) => server.listen(this.port, '127.0.0.1', done));
    const address = server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    server.closeAllConnections();
    await new Promise<void>((done) => server.close(() => done()));
  }

  /** The page's address: a name that browsers keep for this machine, and trust, yet not "localhost" itself. */
  get address(): string {
    return `http://playground.localhost:${this.port}${this.path}`;
  }
}
