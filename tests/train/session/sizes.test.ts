import { expect, test } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import type { Room } from '../../../src/base/messages.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { checkRoom, needOf } from '../../../src/train/session/sizes.ts';
import { FAST, recorded, TINY } from './host.ts';

const MNIST = { height: 28, width: 28, channels: 1 };
/** WebGPU's default limits. */
const DEFAULT: Room = { tensor: 128 * 2 ** 20 };
const LARGE = { K: 65536, D: 256, batch: 8, 'carp.partition_size': 64 };

function refusal(config: Readonly<Record<string, unknown>>, room: Room) {
  try {
    checkRoom(checked(config), MNIST, room);
  } catch (thrown) {
    if (thrown instanceof TroubleError) return thrown.trouble;
    throw thrown;
  }
  throw new Error('not refused');
}

test('the largest tensor is the pack of joint prototypes, the scores of large batches, or an evaluation’s', () => {
  const most = (config: Readonly<Record<string, unknown>>) => needOf(checked(config), MNIST).largest;
  const joint = most(LARGE);
  expect(joint.what).toContain('weights');
  // four sections of the prototypes, and the encoder's
  expect(joint.bytes).toBeGreaterThan(16 * 65536 * 256);
  expect(joint.bytes).toBeLessThan(16 * 65536 * 256 * 1.02);
  const scores = most({ ...LARGE, D: 16, batch: 256 });
  expect(scores).toEqual({ what: 'the scores of a batch', bytes: 4 * 4 * 256 * 65536 });
  // SwAV's teacher is the student: its scores are not stacked
  const swav = most({ K: 65536, D: 2, batch: 512, method: 'swav' });
  expect(swav).toEqual({ what: 'the scores of a batch', bytes: 4 * 2 * 512 * 65536 });
  // local views are the student's
  const crops = { 'views.local_crops': 4, encoder: 'conv' };
  const local = most({ K: 65536, D: 2, batch: 512, method: 'dino', prototypes: 'fixed', ...crops });
  expect(local).toEqual({ what: 'the scores of a batch', bytes: 4 * (4 + 4) * 512 * 65536 });
  const fixed = most({ ...LARGE, D: 16, prototypes: 'fixed' });
  expect(fixed).toEqual({ what: 'the scores of an evaluation', bytes: 4 * 500 * 65536 });
  const spread = most({ ...LARGE, 'joint.koleo_weight': 0.1 });
  expect(spread).toEqual({ what: 'the regulariser’s cosines', bytes: 4 * 65536 ** 2 });
});

test('a transformer’s tokens count, for teacher and student or for an evaluation', () => {
  const need = (config: Readonly<Record<string, unknown>>) =>
    needOf(checked({ encoder: 'vit', 'vit.width': 64, ...config }), MNIST);
  // queries, keys and values of 50 tokens
  const many = need({ 'vit.patch': 4, 'vit.heads': 2, batch: 512 });
  expect(many.largest).toEqual({ what: 'the encoder’s activations', bytes: 4 * 4 * 512 * 50 * 3 * 64 });
  expect(many.total).toBeGreaterThan(4 * many.largest.bytes);
  // attention among 197 tokens by 16 heads
  const few = need({ 'vit.patch': 2, 'vit.heads': 16, batch: 64 });
  expect(few.largest).toEqual({ what: 'the encoder’s activations', bytes: 4 * 500 * 16 * 197 ** 2 });
  expect(need({}).total).toBeLessThan(need({ 'vit.blocks': 4 }).total);
  // and so do a predictor's
  const capi = (blocks: number) => need({ method: 'capi', 'capi.predictor_blocks': blocks }).total;
  expect(capi(4) - capi(2)).toBeGreaterThan(2 * 4 * (2 * 64 * 17 * 64 * (11 + 4)));
});

test('a config that fits is let through', () => {
  checkRoom(checked({}), MNIST, DEFAULT);
  checkRoom(checked({ ...LARGE, D: 64, prototypes: 'fixed' }), MNIST, DEFAULT);
  checkRoom(checked(LARGE), MNIST, { tensor: 2 ** 30 });
});

test('a refusal names the largest K that fits and that the method takes', () => {
  const trouble = refusal(LARGE, DEFAULT);
  expect(trouble).toMatchObject({ kind: 'config', knob: 'K' });
  expect(trouble.failed).toContain('K = 65536 with D = 256 and batch = 8');
  expect(trouble.why).toMatch(/258 MiB.* 128 MiB/);
  const K = Number(/Set K to (\d+) or less/.exec(trouble.todo)?.[1]);
  expect(K % 64).toBe(0);
  checkRoom(checked({ ...LARGE, K }), MNIST, DEFAULT);
  expect(refusal({ ...LARGE, K: K + 64 }, DEFAULT).todo).toContain(`Set K to ${K} or less`);
});

test('all tensors together count if the memory is known', () => {
  const room = { tensor: 2 ** 40, total: 2 ** 30 };
  const trouble = refusal(LARGE, room);
  expect(trouble.why).toMatch(/about 1,\d\d\d MiB.* 1,024 MiB/);
  const K = Number(/Set K to (\d+) or less/.exec(trouble.todo)?.[1]);
  expect(needOf(checked({ ...LARGE, K }), MNIST).total).toBeLessThanOrEqual(2 ** 30);
  expect(needOf(checked({ ...LARGE, K: K + 64 }), MNIST).total).toBeGreaterThan(2 ** 30);
});

test('a refusal says what else to lower if no K fits', () => {
  const trouble = refusal({}, { tensor: 1000 });
  expect(trouble.todo).not.toContain('Set K');
  expect(trouble.todo).toContain('width');
});

test('a session refuses a config before it starts, and a live knob later', async () => {
  const { host, inbox, of, reports } = recorded();
  const small = (tensor: number) => ({
    ...host,
    openDevice: async (...given: Parameters<typeof host.openDevice>) => ({
      ...(await host.openDevice(...given)),
      room: { tensor },
    }),
  });
  await runSession({ ...TINY, K: 4096 }, FAST, small(2 ** 20));
  expect(of('started')).toEqual([]);
  expect(of('trouble').map(({ trouble }) => trouble.knob)).toEqual(['K']);
  expect(reports.at(-1)).toEqual({ type: 'phase', phase: 'failed' });

  inbox.push({ type: 'set', key: 'joint.koleo_weight', value: 0.1 });
  inbox.push({ type: 'grant', report: 1000 });
  // room for everything but the cosines [K, K]
  await runSession({ ...TINY, K: 1024, steps: 2 }, FAST, small(3 * 2 ** 20));
  expect(of('trouble').map(({ trouble }) => trouble.why)[1]).toContain('the regulariser’s cosines');
  expect(of('summary').length).toBe(1);
});
