import { expect, test } from 'vitest';
import type { Trouble } from '../../../src/base/errors.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { FAST, recorded, TINY } from './host.ts';

test.each([
  [{ K: 3 }, 'K = 3'],
  [{ K: '512' }, 'K = 512 is not possible'],
  [{ method: 'byol' }, 'method = byol'],
  [{ lr: Number.NaN }, 'lr = null'],
  [{ colour: 'red' }, 'colour'],
  [{ K: 18, 'carp.partition_size': 4 }, 'carp.partition_size = 4 does not fit K = 18'],
  [{ 'views.local_crops': 1 }, 'CARP does not take local crops'],
  [{ method: 'dino', 'views.local_crops': 2 }, 'The MLP encoder does not take local crops'],
  [
    { method: 'ibot', encoder: 'vit', 'vit.patch': 4, 'views.local_crops': 2, 'views.local_size': 14 },
    'views.local_size = 14 does not fit the ViT encoder',
  ],
  [
    { method: 'swav', encoder: 'conv', 'views.local_crops': 2, 'views.local_least': 0.5 },
    'views.local_least = 0.5 is above views.local_most = 0.4',
  ],
])('a config with %j is refused before anything starts', async (bad, failed) => {
  const { host, reports } = recorded();
  await runSession({ ...TINY, ...bad }, FAST, host);
  expect(reports.map(({ type }) => type)).toEqual(['trouble', 'phase']);
  const [trouble] = reports;
  if (trouble.type !== 'trouble') throw new Error('no trouble');
  expect(trouble.trouble.kind).toBe('config');
  expect(trouble.trouble.failed).toContain(failed);
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
  lose({ kind: 'device', failed: 'The GPU was reset', todo: 'Restart.' });
  await ended;
  expect(run.reports.at(-1)).toEqual({ type: 'gone' });
  expect(run.of('trouble')).toEqual([]);
});
