import { expect, type Page, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

/** Ways in which extensions change the texts of a page. */
const WAYS = {
  'puts translations in the place of texts': 'replace',
  'takes texts out and then puts translations in': 'swap',
  'wraps texts in elements': 'wrap',
  'wraps each word in an element': 'words',
} as const;

type Way = (typeof WAYS)[keyof typeof WAYS];

/** Changes every text of the page, those that come later too, as extensions do that heed no `translate="no"`. */
function meddle(way: Way): void {
  const done = new WeakSet<Node>();
  const made = (text: string) => {
    const outer = document.createElement('font');
    const inner = outer.appendChild(document.createElement('font'));
    done.add(inner.appendChild(document.createTextNode(text)));
    return outer;
  };
  const ways: Record<Way, (text: Text) => void> = {
    replace: (text) => {
      const { parentNode } = text;
      parentNode?.insertBefore(made(`«${text.data}»`), text);
      parentNode?.removeChild(text);
    },
    swap: (text) => {
      const { parentNode, nextSibling } = text;
      text.remove();
      parentNode?.insertBefore(made(`«${text.data}»`), nextSibling);
    },
    wrap: (text) => {
      const font = document.createElement('font');
      text.replaceWith(font);
      font.append(text);
    },
    words: (text) => {
      let rest = text;
      for (let at = rest.data.indexOf(' ', 1); at > 0; at = rest.data.indexOf(' ', 1)) {
        rest = rest.splitText(at);
        done.add(rest);
        const span = document.createElement('span');
        rest.replaceWith(span);
        span.append(rest);
      }
    },
  };
  const meddleWith = (node: Node) => {
    if (node instanceof Text) {
      if (done.has(node) || node.data.trim() === '' || node.parentElement?.closest('script, style, noscript'))
        return;
      done.add(node);
      ways[way](node);
    } else for (const child of [...node.childNodes]) meddleWith(child);
  };
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === 'characterData' && target.isConnected) done.delete(target);
      for (const node of type === 'characterData' ? [target] : addedNodes)
        if (node.isConnected) meddleWith(node);
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });
}

/** Everything that the lanes and the bar say, without what a translator adds. Words in a plot are left out: an SVG shows
 *  no elements of HTML, so that an extension that heeds nothing hides them. */
const words = (page: Page) =>
  page
    .locator('.lane, .pair-verdict, .time output, .progress-text, .progress-phase, .seed')
    .evaluateAll((parts) =>
      parts.map((part) => {
        const copy = part.cloneNode(true) as Element;
        for (const plot of copy.querySelectorAll('svg')) plot.remove();
        return copy.textContent.replace(/[«»]/g, '').replace(/\s+/g, ' ');
      }),
    );

/** Steps of a run that asks the page before each of them, so that a slow page still comes to press Pause. */
const STEPS = 60;
const SLOW = TINY.replace('steps=40', `steps=${STEPS}&report_every=1`);

/** A session that presses almost everything. Returns what the page says at its stations. */
async function session(page: Page): Promise<string[][]> {
  const playground = new Playground(page);
  const said: string[][] = [];
  const say = async () => {
    await playground.drawn();
    said.push(await words(page));
  };
  // names of buttons are translated too
  const start = page.locator('.transport button').first();
  const phase = page.locator('.progress-phase');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`./?backend=wasm#${SLOW}`);
  await expect(start).toBeEnabled();
  await say();
  await start.click();
  await playground.reaches(5);
  await start.click();
  await expect(phase).toContainText('Paused');
  await start.click();
  await playground.reaches(STEPS);
  await expect(phase).toContainText('Done');
  await say();

  await page.locator('.pair-verdict > summary').click();
  await page.keyboard.press('Escape');
  const open = (name: RegExp) => page.locator('summary').filter({ hasText: name }).first().click();
  await open(/Inspect prototypes/);
  await expect(page.locator('.prototypes-box .plot').first()).toBeVisible();
  await open(/slow motion/);
  await page.locator('.export > summary').click();
  await page.keyboard.press('Escape');
  await say();

  await page.locator('.add-menu > summary').click();
  await page.locator('.add-menu button').filter({ hasText: 'copy' }).click();
  await expect(playground.lane(3)).toBeVisible();
  await start.click();
  await expect(phase).toContainText('Running');
  await playground.reaches(STEPS);
  await expect(phase).toContainText('Done');
  await say();
  await playground.laneMenu(3);
  await page.locator('button[aria-label="Remove lane 3"]').click();
  await expect(playground.lane(3)).toHaveCount(0);
  await say();

  await page.getByRole('button', { name: /Tour/ }).click();
  const sheet = page.locator('aside.tour');
  const dots = sheet.locator('.tour-dots button');
  for (let stop = 1; stop <= (await dots.count()); stop++) {
    await dots.nth(stop - 1).click();
    await expect(sheet).toHaveAttribute('data-stop', String(stop));
  }
  await sheet.locator('.tour-head > button').click();
  await expect(sheet).toHaveCount(0);
  await say();
  await expect(page.locator('.trouble')).toHaveCount(0);
  return said;
}

for (const [what, way] of Object.entries(WAYS))
  test(`an extension that ${what} leaves a page that works`, async ({ page, browser, baseURL }) => {
    const plain = await browser.newPage({ ...(baseURL && { baseURL }) });
    const wanted = await session(plain);
    await plain.close();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.addInitScript(meddle, way);
    const said = await session(page);
    expect(errors).toEqual([]);
    expect(said).toEqual(wanted);
  });
