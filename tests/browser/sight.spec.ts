import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Frame, test } from 'playwright/test';
import { chrome } from './chrome.ts';
import { TINY } from './playground.ts';

/** An article from another host, with the page in a frame below the window, which gets no animation frames there. */
let article: Server;
// a private window keeps nothing for a page inside another host's, unless it is told to
test.use({
  launchOptions: { ...chrome(), args: [...chrome().args, '--disable-features=TrackingProtection3pcd'] },
});
test.beforeAll(async ({ baseURL }) => {
  const source = `${baseURL}?backend=wasm#${TINY.replace('steps=40', 'steps=800')}`;
  article = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(
      `<title>An article</title><div style="height: 5000px"></div><iframe width="1200" height="800" src="${source}"></iframe>`,
    );
  });
  await new Promise<void>((done) => article.listen(0, '127.0.0.1', done));
});
test.afterAll(() => new Promise<void>((done) => article.close(() => done())));

/** Frames that come within some turns of the event loop. */
const framesOf = (frame: Frame) =>
  frame.evaluate(async () => {
    let came = 0;
    const count = () => {
      came += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    for (let turn = 0; turn < 20; turn++) await new Promise((go) => setTimeout(go, 10));
    return came;
  });

/** The number of kept runs. What the page shows is not rendered while nobody sees it. */
const kept = (frame: Frame) =>
  frame.evaluate(async () => {
    const answered = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done) => {
        request.onsuccess = () => done(request.result);
      });
    const [known] = await indexedDB.databases();
    if (!known?.name) return 0;
    const database = await answered(indexedDB.open(known.name));
    const counts = [...database.objectStoreNames].map((store) =>
      answered(database.transaction(store).objectStore(store).count()),
    );
    const all = await Promise.all(counts);
    database.close();
    return Math.max(...all);
  });

test('a page that gets no frames trains on to its end and keeps its runs', async ({ page }) => {
  await page.goto(`http://127.0.0.1:${(article.address() as AddressInfo).port}/`);
  const lookAt = (top: number) => page.evaluate((to) => scrollTo(0, to), top);
  const frame = page.frames().find((each) => each.parentFrame() === page.mainFrame());
  if (!frame) throw new Error('the article has no frame');
  await frame.locator('.transport button').first().click();
  await expect(frame.locator('.progress-phase')).toHaveText('Running');
  await lookAt(0);
  expect(await framesOf(frame)).toBeLessThan(3);
  expect(await frame.evaluate(() => document.hidden)).toBe(false);
  await expect(frame.locator('.progress-phase')).toHaveText('Running');
  await expect.poll(() => kept(frame)).toBe(2);
  expect(await framesOf(frame)).toBeLessThan(3);

  await lookAt(10_000);
  await expect(frame.locator('.progress-phase')).toHaveText('Done');
  await expect(frame.locator('progress')).toHaveAttribute('value', '800');
});
