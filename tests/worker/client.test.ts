import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Trouble } from '../../src/base/errors.ts';
import type { Command, Report } from '../../src/base/messages.ts';
import { openWorker } from '../../src/worker/client.ts';

/** Stands in for the browser's Worker: what the client sends is kept, what a worker would post is played. */
class PlayedWorker {
  static latest: PlayedWorker;
  readonly sent: Command[] = [];
  terminated = false;
  onmessage: ((event: { data: Report }) => void) | null = null;
  onerror: ((event: { message?: string; lineno?: number; preventDefault(): void }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  readonly url: URL;
  readonly options: WorkerOptions;
  constructor(url: URL, options: WorkerOptions) {
    this.url = url;
    this.options = options;
    PlayedWorker.latest = this;
  }
  postMessage(command: Command) {
    this.sent.push(command);
  }
  terminate() {
    this.terminated = true;
  }
  say(report: Report) {
    this.onmessage?.({ data: report });
  }
  fail(message?: string) {
    this.onerror?.({ ...(message ? { message } : {}), preventDefault() {} });
  }
}

const SILENCE = 600;

function opened() {
  const heard: Report[] = [];
  const deaths: Trouble[] = [];
  const lane = openWorker(
    (report) => heard.push(report),
    (trouble) => deaths.push(trouble),
    { silence: SILENCE },
  );
  return { lane, worker: PlayedWorker.latest, heard, deaths };
}

const START: Command = { type: 'start', config: {}, backend: 'auto' };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', PlayedWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('openWorker', () => {
  it('opens the module worker beside it', () => {
    const { worker } = opened();
    expect(worker.url.pathname.endsWith('/worker.ts')).toBe(true);
    expect(worker.options.type).toBe('module');
  });

  it('passes on reports except pongs, and sends commands unchanged', () => {
    const { lane, worker, heard } = opened();
    lane.send({ type: 'grant', report: 3 });
    worker.say({ type: 'pulse', step: 1, tensors: 2, bytes: 3 });
    worker.say({ type: 'pong' });
    expect(worker.sent).toEqual([{ type: 'grant', report: 3 }]);
    expect(heard).toEqual([{ type: 'pulse', step: 1, tensors: 2, bytes: 3 }]);
  });

  it('reports that the engine did not load when an error comes before any report', () => {
    const { worker, deaths } = opened();
    worker.fail();
    expect(deaths).toHaveLength(1);
    expect(deaths[0].failed).toContain('did not load');
    expect(worker.terminated).toBe(true);
  });

  it('reports the death of the worker, with its message, when an error comes later', () => {
    const { worker, deaths, heard } = opened();
    worker.say({ type: 'pulse', step: 1, tensors: 0, bytes: 0 });
    worker.fail('boom');
    expect(deaths[0].why).toContain('boom');
    worker.fail('again');
    worker.say({ type: 'pulse', step: 2, tensors: 0, bytes: 0 });
    expect(deaths).toHaveLength(1);
    expect(heard).toHaveLength(1);
  });

  it('treats an unreadable message as a death', () => {
    const { worker, deaths } = opened();
    worker.onmessageerror?.();
    expect(deaths[0].failed).toContain('cannot read');
  });

  it('leaves an idle lane alone, however long its silence', () => {
    const { worker, deaths } = opened();
    vi.advanceTimersByTime(SILENCE * 10);
    expect(worker.sent).toEqual([]);
    expect(deaths).toEqual([]);
  });

  it('pings a busy lane and keeps it while it answers', () => {
    const { lane, worker, deaths } = opened();
    lane.send(START);
    for (let i = 0; i < 40; i++) {
      vi.advanceTimersByTime(SILENCE / 6);
      worker.say({ type: 'pong' });
    }
    expect(worker.sent.filter((command) => command.type === 'ping')).toHaveLength(40);
    expect(deaths).toEqual([]);
  });

  it('gives up a busy lane after the allowed silence, not before', () => {
    const { lane, worker, deaths } = opened();
    lane.send(START);
    vi.advanceTimersByTime(SILENCE);
    expect(deaths).toEqual([]);
    vi.advanceTimersByTime(SILENCE / 6);
    expect(deaths).toHaveLength(1);
    expect(deaths[0].failed).toContain('has not responded');
    expect(worker.terminated).toBe(true);
  });

  it.each(['done', 'stopped', 'failed'] as const)('stops watching after phase %s', (phase) => {
    const { lane, worker, deaths } = opened();
    lane.send(START);
    worker.say({ type: 'phase', phase });
    vi.advanceTimersByTime(SILENCE * 3);
    expect(deaths).toEqual([]);
  });

  it('refuses commands after close, and reports no death', () => {
    const { lane, worker, deaths } = opened();
    lane.send(START);
    lane.close();
    expect(worker.terminated).toBe(true);
    expect(() => lane.send({ type: 'pause' })).toThrow(/closed/);
    vi.advanceTimersByTime(SILENCE * 3);
    expect(deaths).toEqual([]);
  });
});
