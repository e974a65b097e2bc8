import { type Dialog, expect, type Page, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

/** Reloads the page; whether the browser asked first. */
async function asked(page: Page): Promise<boolean> {
  const dialogs: string[] = [];
  const hear = (dialog: Dialog) => {
    dialogs.push(dialog.type());
    void dialog.accept();
  };
  page.on('dialog', hear);
  await page.reload();
  page.off('dialog', hear);
  return dialogs.includes('beforeunload');
}

test('the browser asks before a page with lanes in training is left, and never otherwise', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=4000'));
  await playground.settings();
  expect(await asked(page)).toBe(false);

  await playground.button('Start').click();
  await playground.reaches(5);
  expect(await asked(page)).toBe(true);

  await playground.open('backend=wasm', TINY);
  await playground.button('Start').click();
  await playground.reaches(40);
  await page.getByText('Done', { exact: true }).waitFor();
  expect(await asked(page)).toBe(false);
});
