import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { serviceWorker } from '../../src/node/service-worker-build.ts';

/** Builds a page of one late part again and again into one folder. */
function page() {
  const root = mkdtempSync(join(tmpdir(), 'former-build-'));
  const outDir = join(root, 'dist');
  writeFileSync(join(root, 'index.html'), '<script type="module" src="/main.js"></script>');
  writeFileSync(join(root, 'main.js'), "document.onclick = () => import('./part.js');");
  const make = async (part: string) => {
    writeFileSync(join(root, 'part.js'), `console.log('${part}');`);
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      plugins: [serviceWorker()],
      build: { outDir, reportCompressedSize: false },
    });
  };
  const assets = () => readdirSync(join(outDir, 'assets')).sort();
  const listed = () =>
    [...new Set(readFileSync(join(outDir, 'sw.js'), 'utf8').match(/assets\/[\w.-]+/g))]
      .map((name) => name.replace('assets/', ''))
      .sort();
  return { make, assets, listed, remove: () => rmSync(root, { recursive: true }) };
}

test('a build keeps the files of the one before for its open pages, and lists its own alone', async () => {
  const { make, assets, listed, remove } = page();
  try {
    await make('first');
    const first = assets();
    expect(first).toHaveLength(2);
    expect(listed()).toEqual(first);

    await make('second');
    const both = assets();
    expect(both).toHaveLength(4);
    expect(both).toEqual(expect.arrayContaining(first));
    const second = listed();
    expect(second).toEqual(both.filter((name) => !first.includes(name)));

    await make('third');
    expect(assets()).toHaveLength(4);
    expect(assets()).toEqual(expect.arrayContaining(second));
    for (const name of first) expect(assets()).not.toContain(name);
  } finally {
    remove();
  }
});

test('the same build again changes nothing', async () => {
  const { make, assets, listed, remove } = page();
  try {
    await make('first');
    const first = assets();
    await make('first');
    expect([assets(), listed()]).toEqual([first, first]);
  } finally {
    remove();
  }
});
