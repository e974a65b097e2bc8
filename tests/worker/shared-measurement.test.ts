import { afterEach, expect, test, vi } from 'vitest';
import { measureShared } from '../../src/worker/shared-measurement.ts';

afterEach(() => vi.unstubAllGlobals());

/** The browser's locks, as far as lanes use them: one holder a name, the others wait in order. */
function fakeLocks() {
  const held = new Map<string, Promise<unknown>>();
  const request = async (name: string, a: unknown, b?: unknown): Promise<unknown> => {
    const work = (b ?? a) as (lock: object | null) => unknown;
    const ifAvailable = (b ? (a as { ifAvailable: boolean }) : { ifAvailable: false }).ifAvailable;
    if (held.has(name)) {
      if (ifAvailable) return work(null);
      while (held.has(name)) await held.get(name);
    }
    const done = Promise.resolve(work({ name }));
    const gone = done.finally(() => held.delete(name));
    held.set(name, gone);
    return gone;
  };
  const query = async () => ({ held: [...held.keys()].map((name) => ({ name })), pending: [] });
  return { request, query };
}

test('without locks each lane measures for itself, in the order of its request', async () => {
  vi.stubGlobal('navigator', {});
  const wanted = [3, 1].map((value) => ({ key: `k${value}`, measure: async () => value }));
  expect(await measureShared(wanted)).toEqual([3, 1]);
});

test('refused locks are as good as none', async () => {
  const refuse = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
  vi.stubGlobal('navigator', { locks: { request: refuse, query: refuse } });
  const wanted = [3, 1].map((value) => ({ key: `k${value}`, measure: async () => value }));
  expect(await measureShared(wanted)).toEqual([3, 1]);
});

test('two lanes that need the same two numbers measure one each', async () => {
  vi.stubGlobal('navigator', { locks: fakeLocks() });
  const measured: string[] = [];
  const lane = (name: string) =>
    measureShared(
      ['pixels', 'features'].map((key, i) => ({
        key,
        measure: async () => {
          measured.push(`${name} ${key}`);
          await new Promise((resolve) => setTimeout(resolve, 5));
          return 0.1 + i;
        },
      })),
    );
  expect(await Promise.all([lane('a'), lane('b')])).toEqual([
    [0.1, 1.1],
    [0.1, 1.1],
  ]);
  expect(measured.sort()).toEqual(['a pixels', 'b features']);
});

test('a known number is not measured again', async () => {
  vi.stubGlobal('navigator', { locks: fakeLocks() });
  const measure = vi.fn(async () => 0.5);
  await measureShared([{ key: 'pixels', measure }]);
  expect(await measureShared([{ key: 'pixels', measure }])).toEqual([0.5]);
  expect(measure).toHaveBeenCalledTimes(1);
});
