import { expect, type Page, test } from 'playwright/test';
import { type Lane, Playground } from './playground.ts';

// small odd numbers of fours, which a software adapter compiles soonest (see kernels-page.ts)
const LANES =
  'v=2&K=12&D=12&batch=4&steps=3&eval_images=50&encoder=mlp&mlp.hidden=20&head.hidden=20&carp.partition_size=4';

/** Skips a test in a browser that has no WebGPU adapter. */
async function needAdapter(page: Page): Promise<void> {
  const adapter = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  test.skip(!adapter, 'skipped: no WebGPU adapter');
}

test('both lanes train on WebGPU in their workers, with the losses of the cpu backend', async ({ page }) => {
  const playground = new Playground(page);
  const run = async (backend: string): Promise<Lane[]> => {
    await page.goto('about:blank');
    await playground.open(`backend=${backend}`, LANES);
    await needAdapter(page);
    await playground.train(3);
    return playground.exported();
  };
  const webgpu = await run('webgpu');
  for (const lane of webgpu) expect(lane.backend.name).toBe('webgpu');
  await expect(page.getByText(/WebGPU/).first()).toBeVisible();
  const cpu = await run('cpu');
  for (const [i, lane] of webgpu.entries()) {
    expect(cpu[i].backend.name).toBe('cpu');
    expect(lane.series.loss.steps).toEqual([1, 2, 3]);
    lane.series.loss.values.forEach((loss, at) => {
      const expected = cpu[i].series.loss.values[at];
      expect(Math.abs(loss - expected) / expected).toBeLessThan(1e-4);
    });
  }
  expect(playground.errors).toEqual([]);
});

test('a lane whose GPU device is lost says so and can be restarted; the other goes on', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=webgpu', LANES.replace('steps=3', 'steps=100000'));
  await needAdapter(page);
  await playground.button('Start').click();
  await playground.reaches(5);
  await page.workers()[0].evaluate(() => {
    type Engine = { registry: { webgpu: { device: GPUDevice } } };
    (Reflect.get(globalThis, '_tfengine') as Engine).registry.webgpu.device.destroy();
  });
  const alert = page.getByRole('alert').filter({ hasText: 'The GPU was reset' });
  await expect(alert).toHaveCount(1);
  const restart = page.getByRole('button', { name: 'Restart lane' });
  await expect(restart).toHaveCount(1);
  await restart.click();
  await expect(restart).toHaveCount(0);
  await expect(alert).toHaveCount(0);
  // both lanes train again: the restarted one catches up with the other
  const before = await playground.step();
  await playground.reaches(before + 5);
  expect(playground.errors).toEqual([]);
});
