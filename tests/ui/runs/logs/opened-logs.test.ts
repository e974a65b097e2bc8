import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import { ghostLanes } from '../../../../src/ui/figures/ghost-lanes.ts';
import { curvePanels } from '../../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../../src/ui/kit/memo.ts';
import { isLog, logGroups } from '../../../../src/ui/runs/logs/log-files.ts';
import { openedLogs } from '../../../../src/ui/runs/logs/opened-logs.ts';
import { showLogs } from '../../../../src/ui/runs/logs/show-logs.ts';
import { comparisonFigure, comparisonJson } from '../../../../src/ui/share/export-run.ts';
import { pageLabels } from '../../../../src/ui/words/lane-names.ts';
import { pageAfter, trained, trainedStore } from '../../trained.ts';

const line = (step: number, numbers: object = {}) =>
  `${JSON.stringify({ type: 'measure', step, unique: EPSILONS.map(() => 0.5), ...numbers })}\n`;
const file = (name: string, ...parts: BlobPart[]) => new File(parts, name);
const named = (...names: string[]) =>
  logGroups(names.map((name) => ({ name }))).map(({ name, files }) => [name, files.map((each) => each.name)]);

describe('a file', () => {
  it('is a log by its name or by its lines, and a run file is none', async () => {
    const are = [
      file('a.jsonl', ''),
      file('a.log.2.gz', ''),
      file('text.txt', `> npm run headless\n${line(0)}`),
      file('run.json', `\n{"type": "ready", "version": "1"}\n`),
    ];
    for (const one of are) expect([one.name, await isLog(one)]).toEqual([one.name, true]);
    const arent = [
      file('run.json', comparisonJson(trained())),
      file('run.json.gz', gzipSync(line(0))),
      file('other.txt', 'step 1 loss 2\n'),
      file('empty.json', ''),
    ];
    for (const one of arent) expect([one.name, await isLog(one)]).toEqual([one.name, false]);
  });

  it('joins the others of its run by rank, restart or rotation', () => {
    expect(named('run.rank1.jsonl', 'run.rank0.jsonl')).toEqual([
      ['run.jsonl', ['run.rank1.jsonl', 'run.rank0.jsonl']],
    ]);
    expect(named('a_restart2.jsonl', 'a.jsonl', 'a_restart1.jsonl', 'a_restart10.jsonl')).toEqual([
      ['a.jsonl', ['a.jsonl', 'a_restart1.jsonl', 'a_restart2.jsonl', 'a_restart10.jsonl']],
    ]);
    expect(named('t.log', 't.log.1', 't.log.2.gz')).toEqual([['t.log', ['t.log.2.gz', 't.log.1', 't.log']]]);
    expect(named('rank0.jsonl', 'rank1.jsonl')).toEqual([['log.jsonl', ['rank1.jsonl', 'rank0.jsonl']]]);
    // other runs
    for (const names of [
      ['seed-1.jsonl', 'seed-2.jsonl'],
      ['lr0.1.jsonl', 'lr0.2.jsonl'],
      ['frank1.jsonl', 'frank2.jsonl'],
      ['a.jsonl', 'a.jsonl'],
    ])
      expect(named(...names)).toEqual(names.map((name) => [name, [name]]));
  });
});

describe('opening logs', () => {
  it('draws one behind the lanes under its own name, in curves, caption and figure', async () => {
    const { logs, troubles } = await openedLogs([file('mine.jsonl', line(0), line(400, { loss: 2 }))]);
    expect(troubles).toEqual([]);
    expect(logs).toMatchObject([{ name: 'mine.jsonl (log)', log: '2 measurements, steps 0 to 400.' }]);
    const before = trained();
    const state = pageAfter(before, { type: 'logs', logs });
    expect(pageLabels(state).ghosts).toEqual(['mine.jsonl (log)']);
    const figure = comparisonFigure(state);
    expect(figure).toContain('mine.jsonl (log)');
    expect(figure).toContain('Grey, from earlier runs: mine.jsonl (log).');
    const size = { width: 600, height: 400, theme: 'light' } as const;
    const drawn = (shown: typeof state) =>
      curvePanels(shown, newMemo()).flatMap(({ id, draw }) =>
        (draw(size).chart?.lines ?? [])
          .filter(({ lane }) => lane?.ghost)
          .map(({ label, ys }) => ({ id, label, ys })),
      );
    expect(drawn(state)).toContainEqual({ id: 'unique', label: 'mine.jsonl (log)', ys: [0.5, 0.5] });
    expect(drawn(state).map(({ id }) => id)).toContain('uniqueByEpsilon');
    // its line says nothing about prototypes that the log does not name
    expect(ghostLanes(logs, ['mine'], newMemo())[0]?.prototypes).toBe('joint');
    // and nothing of it stays
    const without = pageAfter(state, { type: 'logs', logs: [] });
    expect(comparisonFigure(without)).toBe(comparisonFigure(before));
  });

  it('says what was merged, where a run restarted, and what was left out', async () => {
    const { logs, troubles } = await openedLogs([
      file('r.rank1.jsonl', line(0, { epoch: 1 }), 'oops\n', line(100, { used: 7 })),
      file('r.rank0.jsonl', line(0, { loss: 1 }), line(100), line(50), line(100, { epoch: 2 }).slice(0, -9)),
    ]);
    expect(logs).toHaveLength(1);
    expect(logs[0].name).toBe('r.jsonl (log)');
    expect(logs[0].log).toBe(
      '5 measurements, steps 0 to 100. Merged from r.rank1.jsonl, r.rank0.jsonl: the later file wins where a step comes twice. 1 restart within a file: later lines win where a step comes twice.',
    );
    expect(troubles.map(({ failed, why }) => [failed, why])).toEqual([
      ['r.rank1.jsonl: 1 line could not be read', 'Line 2 is not JSON: oops.'],
      ['r.rank1.jsonl: 1 value left out', 'Line 3: used is 7, but must be from 0 to 1.'],
      ['r.rank1.jsonl: 1 unknown name', 'This page has no curve for epoch.'],
    ]);
  });

  it('refuses an empty log, one without a measurement, and what is no log, in clear words', async () => {
    const { logs, troubles } = await openedLogs([
      file('empty.jsonl', ''),
      file('none.jsonl', '{"type":"ready"}\n'),
      file('steps.jsonl', '{"type":"measure","step":1}\n'),
      file('stdout.log', 'Epoch 1\nEpoch 2\n'),
      file(
        'wild.jsonl',
        new Uint8Array(3000).map((_, i) => (i * 7919) % 256),
      ),
    ]);
    expect(logs).toEqual([]);
    expect(troubles.map(({ failed, why }) => [failed, why])).toEqual([
      ['empty.jsonl: The file is empty', undefined],
      [
        'none.jsonl: No measurement in this log',
        'None of its lines has the type measure and a number of a curve.',
      ],
      [
        'steps.jsonl: No measurement in this log',
        'None of its lines has the type measure and a number of a curve.',
      ],
      ['stdout.log: No measurement in this log', 'Line 1 is not JSON: Epoch 1.'],
      [
        'wild.jsonl: No measurement in this log',
        'None of its lines has the type measure and a number of a curve.',
      ],
    ]);
  });

  it('reads packed logs and those of other systems, and what is whole of a damaged one', async () => {
    const text = line(0) + line(10);
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'));
    const { logs, troubles } = await openedLogs([
      file('a.jsonl.gz', gzipSync(text)),
      file('b.log', utf16),
      file('c.jsonl', `\ufeff${text}`),
    ]);
    expect(troubles).toEqual([]);
    for (const { log } of logs) expect(log).toBe('2 measurements, steps 0 to 10.');
    const broken = await openedLogs([file('d.jsonl.gz', gzipSync(text).subarray(0, 40))]);
    expect(broken.logs).toEqual([]);
    expect(broken.troubles[0].failed).toBe('d.jsonl.gz: The browser cannot read the file to its end');
  });

  it('tells how far it is', async () => {
    const shares: number[] = [];
    const files = [file('a.jsonl', line(0).repeat(2000)), file('b.jsonl', line(0))];
    await openedLogs(files, ({ share }) => shares.push(share));
    expect(shares[0]).toBe(0);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeGreaterThan(0.9);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  it('keeps six at most, and puts a grown log in the place of the old one', async () => {
    const open = async (...names: string[]) =>
      (await openedLogs(names.map((name) => file(`${name}.jsonl`, line(0), line(names.length))))).logs;
    const store = trainedStore();
    const names = () => store.state().logs?.map(({ name }) => name?.[0]);
    showLogs(store, await open('a', 'b'));
    showLogs(store, await open('c', 'a', 'd'));
    expect(names()).toEqual(['a', 'b', 'c', 'd']);
    expect(store.state().logs?.[0].run.step).toBe(3);
    expect(store.state().notices).toEqual([]);
    showLogs(store, await open('e', 'f', 'g', 'h'));
    expect(names()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(store.state().notices).toMatchObject([
      { failed: 'The first 6 logs are open', why: expect.stringContaining('g.jsonl (log), h.jsonl (log)') },
    ]);
  });
});
