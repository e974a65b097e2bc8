import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
/** The most that the page's own JavaScript may weigh, packed, before a lane's worker is asked for. */
const MOST = 200_000;

const read = (name: string) => readFileSync(DIST + name);
const packed = (name: string) => gzipSync(read(name), { level: 9 }).length;

/** Scripts that index.html names, and those that they import before anything runs. */
function scriptsOfPage(): string[] {
  const html = read('index.html').toString();
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  const named = tags
    .filter((tag) => tag.startsWith('<script') || /rel="modulepreload"/.test(tag))
    .flatMap((tag) => /(?:src|href)="\.\/([^"]+)"/.exec(tag)?.[1] ?? []);
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const imports = read(name)
      .toString()
      .matchAll(/(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{][^;"'`()]*?from\s*)?["'`]\.\/([^"'`]+\.js)["'`]/g);
    for (const [, other] of imports) visit(`assets/${other}`);
  };
  named.forEach(visit);
  return [...found].sort();
}

test('the page brings at most 200 kB of packed JavaScript before a worker', async ({ page }) => {
  const scripts = scriptsOfPage();
  expect(scripts.length).toBeGreaterThan(0);
  const sizes = scripts.map((name) => [name, packed(name)] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  console.log(`${sizes.map(([name, size]) => `${name} ${size}`).join(', ')}: ${total} bytes packed`);
  expect(total).toBeLessThanOrEqual(MOST);

  // and a browser asks for just these before the first worker's script
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith('.js')) asked.push(pathname.slice(1));
  });
  await page.goto('./');
  await expect.poll(() => asked.some((name) => name.includes('worker-'))).toBe(true);
  const before = asked.slice(
    0,
    asked.findIndex((name) => name.includes('worker-')),
  );
  expect([...new Set(before)].sort()).toEqual(scripts);
});
