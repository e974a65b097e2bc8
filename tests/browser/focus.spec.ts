import { expect, type Locator, test } from 'playwright/test';
import { Playground, SHORT } from './playground.ts';

/** Presses a button by the keyboard. */
async function press(button: Locator): Promise<void> {
  await button.focus();
  await button.press('Enter');
}

test('the run’s buttons keep the focus, though a press disables them', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  const step = playground.button('Step');
  await step.focus();
  for (let done = 1; done <= 10; done++) {
    await page.keyboard.press('Enter');
    await playground.reaches(done);
    await expect(step).toBeFocused();
    await expect(step).toBeEnabled();
  }
  await press(playground.button('Reset'));
  await expect(playground.button('Reset')).toBeDisabled();
  await expect(playground.button('Reset')).toBeFocused();
  await press(playground.button('Start'));
  await expect(playground.button('Pause')).toBeFocused();
  await expect(page.getByRole('status').getByText('Done')).toBeVisible();
  await expect(playground.button('Start')).toBeFocused();
});

test('a neighbour has the focus after what was pressed is gone', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', `${SHORT}&lanes=3&bogus=1`);
  await press(playground.button('Dismiss').first());
  await expect(page.locator('.notices')).toHaveCount(0);
  await expect(page.locator('a:focus, button:focus')).toHaveCount(1);

  await playground.laneMenu(2);
  await press(playground.button('Move lane 2 to the right'));
  // at the edge it can go no farther
  await expect(playground.button('Move lane 3 to the right')).toBeDisabled();
  await expect(playground.button('Duplicate lane 3')).toBeFocused();
  await press(playground.button('Remove lane 3'));
  await expect(playground.lane(3)).toHaveCount(0);
  await expect(page.locator('main :focus')).toHaveCount(1);

  await playground.laneMenu(1);
  await press(playground.button('Remove lane 1'));
  await expect(playground.lane(2)).toHaveCount(0);
  await expect(playground.lane(1).locator(':focus')).toHaveCount(1);

  for (let lanes = 2; lanes <= 6; lanes++) {
    await playground.menu('Add lane');
    await press(page.locator('.lane-add .lane-choice button').last());
    await expect(playground.lane(lanes)).toBeVisible();
    await expect(page.locator(':focus')).toHaveCount(1);
  }
});

test('each verdict is announced once, at the end', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  const announced = playground.lane(1).locator('.verdict [role=status]');
  const heard = announced.evaluate(
    (region) =>
      new Promise<string[]>((end) => {
        const texts: string[] = [];
        new MutationObserver(() => {
          texts.push(region.textContent ?? '');
        }).observe(region, { childList: true, characterData: true, subtree: true });
        addEventListener('scrubbed', () => end(texts));
      }),
  );
  await playground.train(10);
  await expect(announced).toHaveText(/^Lane 1: /);
  const slider = page.locator('.time input[type=range]');
  await slider.focus();
  await slider.press('Home');
  await playground.drawn();
  await slider.press('End');
  await page.evaluate(() => dispatchEvent(new Event('scrubbed')));
  expect(await heard).toEqual([await announced.textContent()]);
});

test('a deleted run’s neighbour, and the reports’ own controls, have the focus', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  const acts = page.locator('.runs-acts');
  await expect(acts).toHaveCount(2);
  await press(acts.first().getByRole('button', { name: /^Delete/ }));
  await expect(playground.button('Undo')).toBeFocused();
  await press(playground.button('Undo'));
  await expect(
    acts
      .first()
      .getByRole('button', { name: /^Open/ })
      .or(acts.last().getByRole('button', { name: /^Open/ }))
      .and(page.locator(':focus')),
  ).toHaveCount(1);
  await playground.plot(/^Unique prototypes/).scrollIntoViewIfNeeded();
  const slider = page
    .getByRole('slider', { name: 'Step shown' })
    .or(page.locator('.time input[type=range]'))
    .first();
  await slider.focus();
  await slider.press('Home');
  await press(playground.button('Jump to end'));
  await expect(playground.button('Jump to end')).toBeDisabled();
  await expect(page.locator(':focus')).toHaveCount(1);
});
