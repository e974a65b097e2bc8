import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame } from 'playwright';
import type { Playground } from '../browser/playground.ts';

/** The least speed of a page out of sight, as a share of its speed in sight. */
export const LEAST_UNSEEN = 0.8;

/** The step of lane 1 by its worker's own reports, whatever the page draws. */
interface Standing {
  readonly step: number;
  /** Milliseconds. */
  readonly at: number;
}

/** Notes the latest report of each worker of the page. */
function note(): void {
  const Plain = Worker;
  const latest: Standing[] = [];
  Reflect.set(globalThis, 'latest', latest);
  globalThis.Worker = class extends Plain {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      const lane = latest.push({ step: 0, at: performance.now() }) - 1;
      this.addEventListener('message', ({ data }: MessageEvent<{ type: string; step: number }>) => {
        if (data.type === 'measure') latest[lane] = { step: data.step, at: performance.now() };
      });
    }
  };
}

/**
 * Speed of lanes out of sight, as a share of their speed in sight, from one run. The page is in an article of another
 * host, where the browser draws no frames for it while it is scrolled away.
 */
export async function unseenShare({ page }: Playground, lanes: number, steps: number): Promise<number> {
  const source = new URL(`./#v=2&steps=${steps}&lanes=${lanes}`, await addressOf(page));
  const article = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(
      `<title>An article</title><div style="height: 5000px"></div><iframe width="1200" height="700" src="${source}"></iframe>`,
    );
  });
  await new Promise<void>((done) => article.listen(0, '127.0.0.1', done));
  try {
    await page.addInitScript(note);
    await page.goto(`http://127.0.0.1:${(article.address() as AddressInfo).port}/`);
    const frame = page.frames().find((each) => each.parentFrame() === page.mainFrame());
    if (!frame) throw new Error('the article has no frame');
    await frame.locator('.transport button').first().click();
    // the first steps compile
    const seen = await speed(frame, steps / 10, steps / 2);
    await page.evaluate(() => scrollTo(0, 0));
    return (await speed(frame, (6 * steps) / 10, (9 * steps) / 10)) / seen;
  } finally {
    article.close();
  }
}

async function addressOf(page: Playground['page']): Promise<string> {
  await page.goto('./');
  return page.url();
}

/** Steps a second of lane 1 between the first reports at or after these steps. */
async function speed(frame: Frame, from: number, to: number): Promise<number> {
  const at = async (step: number): Promise<Standing> => {
    const reached = await frame.waitForFunction(
      (wanted) => {
        const [first] = Reflect.get(globalThis, 'latest') as Standing[];
        return first && first.step >= wanted ? first : undefined;
      },
      step,
      { polling: 50, timeout: 0 },
    );
    const standing = await reached.jsonValue();
    if (!standing) throw new Error('no report');
    return standing;
  };
  const [a, b] = [await at(from), await at(to)];
  return (1000 * (b.step - a.step)) / (b.at - a.at);
}
