import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { said } from '../../../src/base/errors.ts';
import { gzipped } from '../../../src/export/gzip.ts';
import { packIndices } from '../../../src/export/packed-indices.ts';
import { type GivenFile, openedFiles } from '../../../src/ui/runs/opened-files.ts';
import { trainedWords } from '../../../src/ui/runs/trained-words.ts';
import { comparisonJson } from '../../../src/ui/share/export-run.ts';
import { textForms } from '../../export/text-forms.ts';
import { saved as savedOf } from '../saved.ts';
import { SMALL } from '../small-catalogue.ts';
import { pageAfter, trained } from '../trained.ts';

const state = trained();
const good = comparisonJson(state, new Date('2026-11-24T10:00:00Z'));

const file = (name: string, text: string, size = text.length): GivenFile => ({
  name,
  size,
  arrayBuffer: async () => new TextEncoder().encode(text).buffer,
});

/** The good file with something changed. */
function edited(edit: (run: ReturnType<typeof JSON.parse>) => void): string {
  const run = JSON.parse(good);
  edit(run);
  return JSON.stringify(run);
}

describe('opening files', () => {
  it('gives every lane of a run back, as it was', async () => {
    const { lanes, recorded, troubles } = await openedFiles([file('run.json', good)], SMALL);
    expect(troubles).toEqual([]);
    expect(lanes).toEqual(savedOf(state));
    expect(recorded).toBe('trained 24 Nov 2026');
    const open = pageAfter(state, { type: 'openRun', lanes, recorded });
    expect(savedOf(open)).toEqual(savedOf(state));
  });

  it('takes several at once, up to six lanes, and leaves out the bad ones', async () => {
    const two = [file('a.json', good), file('bad.json', good.slice(0, 900)), file('b.json', good)];
    const opened = await openedFiles(two, SMALL);
    expect(opened.lanes).toHaveLength(4);
    expect(opened.troubles.map(({ failed }) => failed)).toEqual(['bad.json: The file is not JSON']);
    const four = ['a', 'b', 'c', 'd'].map((name) => file(`${name}.json`, good));
    const most = await openedFiles(four, SMALL);
    expect(most.lanes).toHaveLength(6);
    expect(most.troubles).toMatchObject([
      { failed: 'The first 6 lanes are open', why: expect.stringContaining('1 more of the files') },
    ]);
  });

  it('reads no more of a file than the page shows', async () => {
    const many = edited((run) => {
      run.lanes = Array.from({ length: 300 }, (_, i) => (i < 6 ? run.lanes[i % 2] : { broken: true }));
    });
    const { lanes, troubles } = await openedFiles([file('many.json', many)], SMALL);
    expect(lanes).toHaveLength(6);
    expect(troubles).toMatchObject([
      { failed: 'The first 6 lanes are open', why: 'The page shows at most 6. many.json has 300.' },
    ]);
  });

  it('opens no file behind the last lane', async () => {
    const three = ['a', 'b', 'c'].map((name) => file(`${name}.json`, good));
    const closed: GivenFile = {
      name: 'd.json',
      size: 9,
      arrayBuffer: () => Promise.reject(new Error('it was opened')),
    };
    const { lanes, troubles } = await openedFiles([...three, closed], SMALL);
    expect(lanes).toHaveLength(6);
    expect(troubles).toHaveLength(1);
    expect(troubles[0].why).not.toContain('it was opened');
  });

  it('refuses a curve with a million points before it looks at one', async () => {
    const long = edited((run) => {
      run.lanes[0].series.loss = { steps: Array.from({ length: 1e6 }, () => 'x'), values: [] };
    });
    const { lanes, troubles } = await openedFiles([file('long.json', long)], SMALL);
    expect(lanes).toEqual([]);
    expect(troubles.map(said)).toEqual([
      expect.stringContaining(
        'lanes[0].series.loss.steps is a list of 1,000,000, but must be a list of at most 100001',
      ),
    ]);
  });

  it('says how far it is, from 0 to 1', async () => {
    const shares: number[] = [];
    await openedFiles([file('a.json', good), file('b.png', ''), file('c.json', good)], SMALL, ({ share }) =>
      shares.push(share),
    );
    expect(shares.length).toBeGreaterThan(6);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBeLessThan(1);
  });

  it('opens a packed run, and refuses one that unpacks to more than a run has', async () => {
    const packed = (bytes: Uint8Array<ArrayBuffer>): GivenFile => ({
      name: 'run.json.gz',
      size: bytes.length,
      arrayBuffer: async () => bytes.buffer,
    });
    expect(await openedFiles([packed(await gzipped(good))], SMALL)).toMatchObject({
      lanes: savedOf(state),
      troubles: [],
    });
    const zeros = new Uint8Array(gzipSync(Buffer.alloc(300 * 2 ** 20)));
    const { troubles } = await openedFiles([packed(zeros)], SMALL);
    expect(troubles.map(({ failed }) => failed)).toEqual([
      'run.json.gz: The packed file is too large for a run',
    ]);
  });

  it('counts files with the same fault, and cuts their names', async () => {
    const pictures = Array.from({ length: 5000 }, (_, i) => file(`${'long'.repeat(60)}${i}.png`, ''));
    const { troubles } = await openedFiles([...pictures, file('notes.txt', 'hello')], SMALL);
    expect(troubles.map(({ failed }) => failed)).toEqual([
      expect.stringMatching(/^(\w+…, ){2}\w+… and 4,997 more: A picture is not a run$/),
      'notes.txt: The file is not JSON',
    ]);
  });

  it.each<[string, GivenFile, RegExp]>([
    ['a table', file('curves.csv', 'lane,step'), /curves\.csv/],
    ['a zip', file('all.zip', 'PK'), /all\.zip: A ZIP/],
    ['a picture', file('figure.png', ''), /A picture is not a run/],
    ['nothing', file('run.json', ' \n'), /The file is empty/],
    ['a file too large to read', file('run.json', good, 2 ** 30), /1,024 MB/],
    ['a foreign JSON', file('package.json', '{"name":"x"}'), /package\.json: .*format is nothing/],
    [
      'a run without lanes',
      file(
        'run.json',
        edited((run) => {
          run.lanes = [];
        }),
      ),
      /has no lanes/,
    ],
    [
      'a newer run',
      file(
        'run.json',
        edited((run) => {
          run.version = 9;
        }),
      ),
      /version 9/,
    ],
    [
      'a method that is not here',
      file(
        'run.json',
        edited((run) => {
          run.lanes[0].config.method = 'barlow';
        }),
      ),
      /method = barlow/,
    ],
    [
      'a setting out of range',
      file(
        'run.json',
        edited((run) => {
          run.lanes[1].config.K = -5;
        }),
      ),
      /K = -5/,
    ],
    [
      'a lane without dataset',
      file(
        'run.json',
        edited((run) => {
          delete run.lanes[0].config.dataset;
        }),
      ),
      /Lane 1 has no dataset/,
    ],
    [
      'reports out of order',
      file(
        'run.json',
        edited((run) => {
          run.lanes[0].snapshots.reverse();
        }),
      ),
      /snapshots\[1\]\.step is 15, but must be above the step before, 20/,
    ],
    [
      'lost shares',
      file(
        'run.json',
        edited((run) => {
          run.lanes[0].snapshots[1].unique.pop();
        }),
      ),
      /Lane 1 is damaged at step 5. It has shares for 7 ε instead of 8/,
    ],
    [
      'a duplicate of no prototype',
      file(
        'run.json',
        edited((run) => {
          run.lanes[0].snapshots[1].representatives = packIndices(new Uint16Array(8).fill(1));
        }),
      ),
      /Lane 1 is damaged at step 5. Its duplicates are incomplete/,
    ],
    [
      'a lane without reports',
      file(
        'run.json',
        edited((run) => {
          delete run.lanes[0].final;
          run.lanes[0].snapshots = [];
        }),
      ),
      /Lane 1 has no measurement/,
    ],
  ])('refuses %s, and opens nothing', async (_, given, message) => {
    const { lanes, troubles } = await openedFiles([given], SMALL);
    expect(lanes).toEqual([]);
    expect(troubles).toHaveLength(1);
    expect(said(troubles[0])).toMatch(message);
    expect(troubles[0].kind).not.toBe('crash');
  });

  it.each([...textForms(good)])('opens a run written as %s', async (_, bytes) => {
    const given = {
      name: 'run.json',
      size: bytes.length,
      arrayBuffer: async () => new Uint8Array(bytes).buffer,
    };
    expect(await openedFiles([given], SMALL)).toMatchObject({ lanes: savedOf(state), troubles: [] });
  });

  it('leaves out settings it does not know, and names them', async () => {
    const text = edited((run) => {
      for (const lane of run.lanes) lane.config['colour.hue'] = 7;
    });
    const { lanes, troubles } = await openedFiles([file('run.json', text)], SMALL);
    expect(lanes).toEqual(savedOf(state));
    expect(troubles).toMatchObject([
      {
        kind: 'config',
        failed: 'run.json: The run has unknown settings',
        why: 'This page does not know colour.hue.',
      },
    ]);
  });

  it('waits for the page to be ready', async () => {
    const { lanes, troubles } = await openedFiles([file('run.json', good)], undefined);
    expect(lanes).toEqual([]);
    expect(troubles[0].failed).toMatch(/not ready yet/);
  });

  it('whatever one value of a file is replaced by, it opens and exports, or is refused in words', async () => {
    const value = fc.oneof(
      fc.constantFrom(null, '', [], {}, 0, -1, 1e300, 'NaN', true, [[]]),
      fc.jsonValue(),
    );
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }), value, async (path, wrong) => {
        const text = edited((run) => replaceAt(run, path, wrong));
        const { lanes, troubles } = await openedFiles([file('run.json', text)], SMALL);
        expect(troubles.filter(({ kind }) => kind === 'crash')).toEqual([]);
        expect(lanes.length > 0 || troubles.length > 0).toBe(true);
        if (lanes.length === 0) return;
        opened++;
        const open = pageAfter(state, { type: 'openRun', lanes, recorded: 'r' });
        expect((await openedFiles([file('again.json', comparisonJson(open))], SMALL)).troubles).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(opened).toBeGreaterThan(0);
  });
});

/** Walks down by the path's numbers, modulo the children there are, and replaces what it ends at. */
function replaceAt(node: Record<string, unknown>, path: readonly number[], wrong: unknown): void {
  const keys = Object.keys(node);
  const key = keys[path[0] % keys.length];
  const inner = node[key];
  const deeper = typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0;
  if (path.length === 1 || !deeper) node[key] = wrong;
  else replaceAt(inner as Record<string, unknown>, path.slice(1), wrong);
}

it('says when runs were recorded, where that is one day', () => {
  expect(trainedWords(['2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z'])).toBe('trained 24 Nov 2026');
  expect(trainedWords(['2026-11-24T10:00:00Z', '2026-11-29T11:00:00Z'])).toBe('trained earlier');
  expect(trainedWords(['who knows'])).toBe('trained earlier');
});
