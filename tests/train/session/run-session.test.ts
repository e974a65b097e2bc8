import { expect, test } from 'vitest';
import type { Trouble } from '../../../src/base/errors.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { FAST, recorded, TINY } from './host.ts';

test.each([
  [{ K: 3 }, 'K = 3'],
  [{ K: '512' }, 'K = "512"'],
  [{ method: 'byol' }, 'method = "byol"'],
  [{ lr: Number.NaN }, 'lr = null'],
  [{ colour: 'red' }, 'colour'],
  [{ K: 18, 'carp.partition_size': 4 }, 'carp.partition_size = 4 with K = 18'],
  [{ 'views.local_crops': 1 }, '1 local crop with CARP, which compares two views'],
  [{ method: 'dino', 'views.local_crops': 2 }, '2 local crops with the MLP encoder'],
  [
    { method: 'ibot', encoder: 'vit', 'vit.patch': 4, 'views.local_crops': 2, 'views.local_size': 14 },
    'views.local_size = 14 with the ViT encoder',
  ],
  [
    { method: 'swav', encoder: 'conv', 'views.local_crops': 2, 'views.local_least': 0.5 },
    'local crops of 0.5 to 0.4',
  ],
])('a config with %j is refused before anything starts', async (bad, came) => {
  const { host, reports } = recorded();
  await runSession({ ...TINY, ...bad }, FAST, host);
  expect(reports.map(({ type }) => type)).toEqual(['trouble', 'phase']);
  const [trouble] = reports;
  if (trouble.type !== 'trouble') throw new Error('no trouble');
  expect(trouble.trouble.kind).toBe('config');
  expect(trouble.trouble.came).toContain(came);
  expect(trouble.trouble.todo).not.toBe('');
});

test('losing the device after the last step is no trouble, and the run reports that it is gone', async () => {
  const run = recorded();
  run.inbox.push({ type: 'grant', report: 1000 });
  let lose: (trouble: Trouble) => void = () => {};
  const ended = runSession(TINY, FAST, {
    ...run.host,
    watched: true,
    openDevice: (choice, onLost) => {
      lose = onLost;
      return run.host.openDevice(choice, onLost);
    },
  });
  await run.until(({ type }) => type === 'summary');
  run.inbox.push({ type: 'inspect' });
  await run.until((report) => report.type === 'inspection');
  lose({ kind: 'device', came: 'a lost device', wanted: 'one that stays', todo: 'Restart.' });
  await ended;
  expect(run.reports.at(-1)).toEqual({ type: 'gone' });
  expect(run.of('trouble')).toEqual([]);
});
