import { expect, test } from 'vitest';
import { Inbox } from '../../../src/train/session/inbox.ts';

test('commands come in order, polled or awaited', async () => {
  const inbox = new Inbox();
  expect(inbox.poll()).toBeUndefined();
  inbox.push({ type: 'pause' });
  inbox.push({ type: 'step' });
  expect(inbox.poll()).toEqual({ type: 'pause' });
  expect(await inbox.next()).toEqual({ type: 'step' });
  const awaited = inbox.next();
  inbox.push({ type: 'resume' });
  inbox.push({ type: 'stop' });
  expect(await awaited).toEqual({ type: 'resume' });
  expect(inbox.poll()).toEqual({ type: 'stop' });
});
