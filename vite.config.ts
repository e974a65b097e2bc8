import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin, Rolldown } from 'vite';
import { defineConfig } from 'vitest/config';
import { partNames } from './src/data/mnist.ts';
import { compileKernels } from './src/node/compile-kernels.ts';
import { HOST_POLICY, PAGE_POLICY } from './src/node/content-policy.ts';
import { readPacked } from './src/node/mnist-pack.ts';
import { notices } from './src/node/notices.ts';
import { portOf, refuseTakenPort } from './src/node/port.ts';
import { serviceWorker } from './src/node/service-worker-build.ts';
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

/** What jsPDF imports to draw web pages and to read SVGs, which the page does not ask of it. */
const UNUSED_BY_PDF = ['html2canvas', 'canvg', 'dompurify'];

/** Writes the policy into the built page. While developing, Vite's own scripts and styles are inline. */
function contentPolicy(): Plugin {
  return {
    name: 'playground-content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: PAGE_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/**
 * Names the chunk of all modules that the page's own script imports at once. Parts that load later share small ones with
 * it, of which each would else be a file of its own.
 */
function pageChunk(): (id: string, modules: { getModuleInfo: Rolldown.GetModuleInfo }) => string | undefined {
  let page: Set<string> | undefined;
  return (id, modules) => {
    if (!page) {
      page = new Set([fileURLToPath(new URL('src/main.tsx', import.meta.url))]);
      for (const module of page)
        for (const next of modules.getModuleInfo(module)?.importedIds ?? []) page.add(next);
    }
    return page.has(id) ? 'page' : undefined;
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

const licences = notices();

export default defineConfig({
  base: './',
  // A missing file is a 404, not the page again.
  appType: 'mpa',
  plugins: [react(), serveAssets(), contentPolicy(), licences.page, serviceWorker(), refuseTakenPort()],
  worker: { format: 'es', plugins: licences.worker },
  define: {
    __VERSION__: JSON.stringify(version()),
    __COMMIT__: JSON.stringify(commit()),
  },
  build: {
    target: 'es2022',
    // a font within a style sheet would need data: in the policy
    assetsInlineLimit: (path) => (/\.woff2$/.test(path) ? false : undefined),
    chunkSizeWarningLimit: 2500,
    reportCompressedSize: false,
    rolldownOptions: {
      external: UNUSED_BY_PDF,
      output: { codeSplitting: { groups: [{ name: pageChunk() }] } },
    },
  },
  // the packed page is built, and needs no search for its dependencies
  optimizeDeps: { entries: ['**/*.html', '!lib/**'] },
  server: { port: portOf(5173), strictPort: true },
  preview: {
    port: portOf(4173),
    strictPort: true,
    open: desktop(),
    headers: { 'Content-Security-Policy': HOST_POLICY },
  },
  // every core: by default Vitest leaves one to itself
  test: { projects, maxWorkers: '100%' },
});
