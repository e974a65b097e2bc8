import { expect, test } from 'playwright/test';
import { importedPackages } from '../shipped-packages.ts';

/** Packages whose parts are bundled one by one, under names of their own. */
const IN_PARTS = ['d3'];

test('the notices of all that the page consists of are a link away', async ({ page, context }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
  const opens = context.waitForEvent('page');
  await page.getByRole('link', { name: 'Licences' }).click();
  const notices = await opens;
  await notices.waitForLoadState();
  const text = await notices.locator('body').innerText();
  for (const name of importedPackages()) if (!IN_PARTS.includes(name)) expect(text).toContain(`\n${name} `);
  for (const word of [
    'd3-format',
    'scheduler',
    '@tensorflow/tfjs-core',
    'workbox-core',
    'assemblyscript',
    'SIL OPEN FONT LICENSE',
    'Apache License',
    'Creative Commons Attribution-Share Alike',
  ])
    expect(text).toContain(word);
  // nobody who does not ask gets them
  expect(asked.filter((url) => url.endsWith('licences.txt'))).toEqual([]);
});
