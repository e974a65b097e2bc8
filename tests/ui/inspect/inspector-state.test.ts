import { describe, expect, it } from 'vitest';
import { createInspector, MOST_FILES } from '../../../src/ui/inspect/inspector-state.ts';
import type { InspectorJob, InspectorReport, ListedWeights } from '../../../src/worker/inspector-messages.ts';

/** A worker by hand: every job waits until the test answers it. */
function byHand() {
  interface Asked {
    readonly job: InspectorJob;
    readonly hear: (report: InspectorReport) => void;
    readonly end: () => void;
    readonly signal: AbortSignal;
  }
  const jobs: Asked[] = [];
  const inspector = createInspector(
    (job, hear, signal) =>
      new Promise((end, refuse) => {
        jobs.push({ job, hear, end, signal });
        signal.addEventListener('abort', () => refuse(signal.reason));
      }),
  );
  const settled = () => new Promise<void>((resume) => setTimeout(resume));
  const lists = async (at: number, weights: Partial<ListedWeights> = {}) => {
    const job = jobs[at];
    if (!job) throw new Error(`no job ${at}`);
    const matrices = [
      { key: 'head.last_layer.weight_v', K: 8, D: 4, dtype: 'float32', why: 'Its name.', turned: false },
    ];
    job.hear({ type: 'listed', weights: { name: '', format: 'torch', matrices, notes: [], ...weights } });
    job.end();
    await settled();
  };
  return { inspector, jobs, lists, settled };
}

const files = (...names: string[]) => names.map((name) => new File([], name));

describe('the inspector of weights', () => {
  it('counts the likeliest matrix of a file at once, and one file at a time', async () => {
    const { inspector, jobs, lists, settled } = byHand();
    inspector.open(files('a.pth', 'b.pth'));
    expect(jobs.map(({ job }) => job.type)).toEqual(['list', 'list']);
    await lists(0);
    await lists(1);
    expect(jobs.map(({ job }) => job.type)).toEqual(['list', 'list', 'count']);
    expect(inspector.state().files.map(({ count }) => count?.phase)).toEqual(['reading', 'waiting']);
    jobs[2]?.hear({ type: 'done' });
    jobs[2]?.end();
    await settled();
    expect(inspector.state().files.map(({ count }) => count?.phase)).toEqual(['done', 'reading']);
  });

  it('leaves the choice to a person where no matrix looks like prototypes', async () => {
    const { inspector, jobs, lists } = byHand();
    inspector.open(files('a.pth'));
    const matrices = [{ key: 'fc.weight', K: 8, D: 4, dtype: 'float32', why: '', turned: false }];
    await lists(0, { matrices });
    expect(inspector.state().files[0]).not.toHaveProperty('matrix');
    inspector.choose(inspector.state().files[0]?.id ?? 0, 0);
    expect(jobs[1]?.job).toMatchObject({ type: 'count', chosen: { matrix: 0, turned: false } });
  });

  it('ends a count that is cancelled, turned away from, or closed', async () => {
    const { inspector, jobs, lists, settled } = byHand();
    inspector.open(files('a.pth'));
    await lists(0);
    const id = inspector.state().files[0]?.id ?? 0;
    inspector.cancel(id);
    await settled();
    expect(jobs[1]?.signal.aborted).toBe(true);
    expect(inspector.state().files[0]?.count?.phase).toBe('cancelled');
    inspector.recount(id);
    inspector.turn(id, true);
    expect(jobs[2]?.signal.aborted).toBe(true);
    expect(jobs[3]?.job).toMatchObject({ chosen: { turned: true } });
    inspector.close(id);
    await settled();
    expect(jobs[3]?.signal.aborted).toBe(true);
    expect(inspector.state().files).toEqual([]);
    expect(inspector.state()).not.toHaveProperty('shown');
  });

  it('sorts files by epoch until a person moves one', async () => {
    const { inspector, lists } = byHand();
    const names = () => inspector.state().files.map(({ file }) => file.name);
    inspector.open(files('a.pth', 'b.pth'));
    await lists(0, { moment: { name: 'epoch', value: 100 } });
    await lists(1, { moment: { name: 'epoch', value: 20 } });
    expect(names()).toEqual(['b.pth', 'a.pth']);
    inspector.move(inspector.state().files[1]?.id ?? 0, 0);
    expect(names()).toEqual(['a.pth', 'b.pth']);
    inspector.open(files('c.pth'));
    expect(names()).toEqual(['a.pth', 'b.pth', 'c.pth']);
  });

  it('opens a file once more with its next matrix', async () => {
    const { inspector, lists } = byHand();
    inspector.open(files('a.pth'));
    const one = { K: 8, D: 4, dtype: 'float32', why: 'Its name.', turned: false };
    await lists(0, {
      matrices: [
        { ...one, key: 'teacher.w' },
        { ...one, key: 'student.w' },
      ],
    });
    inspector.again(inspector.state().files[0]?.id ?? 0);
    expect(inspector.state().files.map(({ matrix }) => matrix)).toEqual([0, 1]);
    expect(inspector.state().shown).toBe(inspector.state().files[1]?.id);
  });

  it('keeps files beyond its limit closed, and says which', () => {
    const { inspector } = byHand();
    inspector.open(files(...Array.from({ length: MOST_FILES + 1 }, (_, i) => `${i}.npy`)));
    expect(inspector.state().files).toHaveLength(MOST_FILES);
    expect(inspector.state().trouble?.why).toContain(`${MOST_FILES}.npy`);
    inspector.forgive();
    expect(inspector.state()).not.toHaveProperty('trouble');
  });
});
