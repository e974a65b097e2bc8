import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { partNames } from './src/data/mnist.ts';
import { compileKernels } from './src/node/compile-kernels.ts';
import { readPacked } from './src/node/mnist-pack.ts';
import { portOf, refuseTakenPort } from './src/node/port.ts';
import { projects } from './tests/projects.ts';

/** Files that are not part of the source: name below the page's folder, its type, and how to make it. */
interface Asset {
  readonly name: string;
  readonly type: string;
  make(): Promise<Uint8Array>;
}

function assets(): Asset[] {
  const mnist = partNames().map(({ name }) => ({
    name: `data/${name}`,
    type: 'application/gzip',
    make: async () => promisify(gzip)(await readPacked(name)),
  }));
  const folder = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
  );
  const wasm = ['', '-simd', '-threaded-simd'].map((variant) => ({
    name: `wasm/tfjs-backend-wasm${variant}.wasm`,
    type: 'application/wasm',
    make: async () => readFileSync(join(folder, 'dist', `tfjs-backend-wasm${variant}.wasm`)),
  }));
  const kernels = (['simd', 'relaxed'] as const).map((build) => ({
    name: `wasm/kernels-${build}.wasm`,
    type: 'application/wasm',
    make: () => compileKernels(build),
  }));
  return [...mnist, ...wasm, ...kernels];
}

/** Serves the assets while developing and puts them beside the page when building. */
function serveAssets(): Plugin {
  return {
    name: 'playground-assets',
    configureServer(server) {
      const byPath = new Map(assets().map((asset) => [`/${asset.name}`, asset]));
      server.middlewares.use((request, response, next) => {
        const asset = byPath.get((request.url ?? '').replace(/\?.*$/, ''));
        if (!asset) return next();
        asset.make().then((bytes) => {
          response.setHeader('Content-Type', asset.type);
          response.end(bytes);
        }, next);
      });
    },
    async generateBundle() {
      const emit = async (asset: Asset) =>
        this.emitFile({ type: 'asset', fileName: asset.name, source: await asset.make() });
      await Promise.all(assets().map(emit));
    },
  };
}

/** Files that the page never asks for: KaTeX's fonts for browsers older than those it needs, and the README's picture. */
const UNASKED = /KaTeX[^/]*\.(ttf|woff)$|^screenshot\.png$/;

/** What jsPDF imports to draw web pages and to read SVGs, which the page does not ask of it. */
const UNUSED_BY_PDF = ['html2canvas', 'canvg', 'dompurify'];

/** Builds the service worker, last, with a list of every file that it keeps; names with a hash need no revision. */
function serviceWorker(): Plugin {
  let folder = '';
  return {
    name: 'playground-service-worker',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
        .filter((name) => !UNASKED.test(name))
        .sort();
      const list = files.map((url) => {
        const sha = createHash('sha256')
          .update(readFileSync(join(folder, url)))
          .digest('base64');
        return {
          url,
          revision: url.startsWith('assets/') ? null : sha,
          // A file of another build is refused. What is packed may come unpacked, which no sum fits.
          ...(url.endsWith('.gz') ? {} : { integrity: `sha256-${sha}` }),
        };
      });
      await build({
        configFile: false,
        logLevel: 'warn',
        define: { __PRECACHE__: JSON.stringify(list) },
        build: {
          outDir: folder,
          emptyOutDir: false,
          copyPublicDir: false,
          target: 'es2022',
          rolldownOptions: {
            input: fileURLToPath(new URL('./src/service-worker.ts', import.meta.url)),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
    },
  };
}

function version(): string {
  return JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')).version;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { stdio: 'pipe' }).toString().trim();
  } catch {
    return 'unknown';
  }
}

/** Whether there is a desktop to open a browser on. */
function desktop(): boolean {
  if (process.env['CI'] || !process.stdout.isTTY) return false;
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

export default defineConfig({
  base: './',
  // A missing file is a 404, not the page again.
  appType: 'mpa',
  plugins: [react(), serveAssets(), serviceWorker(), refuseTakenPort()],
  worker: { format: 'es' },
  define: {
    __VERSION__: JSON.stringify(version()),
    __COMMIT__: JSON.stringify(commit()),
  },
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 2500,
    reportCompressedSize: false,
    rolldownOptions: { external: UNUSED_BY_PDF },
  },
  server: { port: portOf(5173), strictPort: true },
  preview: { port: portOf(4173), strictPort: true, open: desktop() },
  // every core: by default Vitest leaves one to itself
  test: { projects, maxWorkers: '100%' },
});
