import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SimdBuild } from '../math/kernel/kernel-build.ts';

// Node side only: math/assembly to WebAssembly. What was compiled is kept under node_modules/.cache by the hash
// of its sources.

const SOURCES = fileURLToPath(new URL('../math/assembly/', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/proto-playground/', import.meta.url));
const ENTRY = 'kernels.ts';

/** The memory is TensorFlow.js' own: it is imported, and nothing static may be laid into it. */
const OPTIONS =
  '--importMemory --initialMemory 1 --noExportMemory --runtime stub --use abort= -O3 --noAssert';

const FEATURES: Readonly<Record<SimdBuild, string>> = {
  simd: '--enable simd',
  relaxed: '--enable simd --enable relaxed-simd',
};

/** The line of lanes.ts that the relaxed build replaces. */
const MADD = 'return f32x4.add(c, f32x4.mul(a, b));';
const RELAXED_MADD = 'return f32x4.relaxed_madd(a, b, c);';

/** File of a compiled build; its name depends on sources, flags and compiler. */
export function keptKernels(build: SimdBuild): string {
  const made = JSON.stringify([flagsOf(build), [...sourcesOf(build)], compilerVersion()]);
  const hash = createHash('sha256').update(made).digest('hex').slice(0, 16);
  return join(CACHE, `kernels-${build}-${hash}.wasm`);
}

const flagsOf = (build: SimdBuild) => [...OPTIONS.split(' '), ...FEATURES[build].split(' ')];

/** One build of the SIMD kernels. */
export async function compileKernels(build: SimdBuild): Promise<Uint8Array<ArrayBuffer>> {
  const kept = keptKernels(build);
  try {
    return new Uint8Array(readFileSync(kept));
  } catch {
    const bytes = await compile(sourcesOf(build), flagsOf(build));
    mkdirSync(CACHE, { recursive: true });
    // several processes may compile at once: each file appears whole
    const fresh = `${kept}.${randomUUID()}`;
    writeFileSync(fresh, bytes);
    renameSync(fresh, kept);
    return bytes;
  }
}

function compilerVersion(): string {
  return createRequire(import.meta.url)('assemblyscript/package.json').version;
}

function sourcesOf(build: SimdBuild): Map<string, string> {
  const names = readdirSync(SOURCES).filter((name) => name.endsWith('.ts'));
  const read = (name: string) => {
    const text = readFileSync(join(SOURCES, name), 'utf8');
    if (name !== 'lanes.ts' || build !== 'relaxed') return text;
    if (!text.includes(MADD)) throw new Error(`${name} has no line "${MADD}" to make relaxed`);
    return text.replace(MADD, RELAXED_MADD);
  };
  return new Map(names.sort().map((name) => [name, read(name)]));
}

async function compile(sources: Map<string, string>, flags: string[]): Promise<Uint8Array<ArrayBuffer>> {
  // the compiler takes seconds to load, and what is kept does not need it
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main([ENTRY, '--outFile', 'kernels.wasm', ...flags], {
    readFile: (name: string) => sources.get(name) ?? null,
    writeFile: (name: string, contents: string | Uint8Array) => {
      if (name.endsWith('.wasm')) binary = new Uint8Array(contents as Uint8Array);
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`math/assembly does not compile:\n${stderr.toString()}`);
  return binary;
}
