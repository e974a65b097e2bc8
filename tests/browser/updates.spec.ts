import { expect, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

/** A run that lasts for the whole of a test. */
const LONG = TINY.replace('steps=40', 'steps=100000');

/** Parts that load when they are first asked for: their file, how to ask, and what the page says without it. */
const PARTS = [
  {
    file: 'SourcePane',
    says: 'Opening the source failed.',
    ask: async (playground: Playground) => {
      await playground.laneMenu(1);
      await playground.lane(1).getByRole('button', { name: 'Source', exact: true }).click();
    },
  },
  {
    file: 'Tour',
    says: 'Opening the tour failed.',
    ask: (playground: Playground) => playground.button('Tour').click(),
  },
  {
    file: 'export-archive',
    says: 'Export ZIP failed.',
    ask: async (playground: Playground) => {
      await playground.menu('Export');
      await playground.button('Export ZIP').click();
    },
  },
  {
    file: 'Prototypes',
    says: 'Loading the prototypes panel failed.',
    ask: (playground: Playground) => playground.page.locator('.prototypes-box > summary').click(),
  },
  {
    file: 'worker',
    says: 'The training engine did not load.',
    ask: (playground: Playground) => playground.addLane('A copy'),
  },
] as const;

for (const { file, says, ask } of PARTS)
  test(`${file}, gone after an update, is said so with a reload that works, and lanes train on`, async ({
    page,
  }) => {
    const playground = new Playground(page);
    await playground.open('backend=wasm', LONG);
    await playground.button('Start').click();
    await playground.reaches(2);
    const gone = new RegExp(`/assets/${file}-[^/]*\\.js$`);
    let missed = 0;
    await page.context().route(gone, (route) => {
      missed += 1;
      return route.fulfill({ status: 404 });
    });
    await ask(playground);
    const alert = page.getByRole('alert').filter({ hasText: says }).first();
    await expect(alert).toContainText('the page was updated since you opened it');
    expect(missed).toBeGreaterThan(0);
    const step = await playground.step();
    await playground.reaches(step + 2);

    await page.context().unroute(gone);
    page.on('dialog', (dialog) => void dialog.accept());
    await alert.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => playground.step()).toBe(0);
    await playground.button('Start').click();
    await playground.reaches(2);
    await ask(playground);
    await expect(page.getByRole('alert')).toHaveCount(0);
    expect(playground.errors).toEqual([]);
  });
