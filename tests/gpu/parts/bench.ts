import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTESTS } from '../../bench/contests.ts';
import type { Outcome } from '../../bench/match.ts';
import type { Peaks } from '../../bench/peaks.ts';
import { lastLines, runScript, scriptFile } from '../children.ts';
import type { PartRecord } from '../record.ts';
import { type Standings, standingsOf } from '../standings.ts';

export interface BenchFound {
  /** The path of the results that `npm run bench:gpu` wrote, without their ending. */
  readonly file: string;
  readonly peaks: Peaks;
  readonly outcomes: readonly Standings[];
  /** The reason why it is not whole, where it was cut off. */
  readonly cut?: string;
}

const TURNS = '5';
const QUICK = ['--only', 'tiny-conv', '--engines', 'ours', '--turns', '1', '--steps', '1', '--software'];

/** `npm run bench:gpu`; where it does not come to its end, the contests that it did not get to, one by one. */
export async function bench(record: PartRecord): Promise<void> {
  if (record.quick) {
    await benchItem(record, 'bench:gpu, small', QUICK, 'gpu', record.left - 3);
    return;
  }
  const whole = await benchItem(
    record,
    'bench:gpu',
    ['--turns', TURNS],
    'gpu',
    Math.max(20, 0.6 * record.left),
  );
  if (whole && whole.cut === undefined) return;
  const done = new Set(whole?.outcomes.map(({ says }) => says));
  for (const { name, says, backend } of CONTESTS)
    if (backend === 'webgpu' && !done.has(says))
      await benchItem(
        record,
        `bench:gpu --only ${name}/`,
        ['--only', `${name}/${backend}`, '--turns', '3'],
        `gpu-${name}`,
        Math.max(10, record.left / 2),
      );
}

function benchItem(
  record: PartRecord,
  name: string,
  flags: readonly string[],
  file: string,
  seconds: number,
): Promise<BenchFound | undefined> {
  return record.item(name, async (): Promise<BenchFound> => {
    const out = join(record.folder, file);
    const { code, err } = await runScript(scriptFile('bench:gpu'), ['--out', out, ...flags], {
      seconds,
      hear: (from, text) => {
        if (from === 'err') process.stderr.write(text);
      },
    });
    const cut = code === 0 ? undefined : `ended with ${code}: ${lastLines(err, 3).slice(0, 600)}`;
    if (!existsSync(`${out}.json`)) throw new Error(cut ?? 'bench:gpu wrote no results');
    const { peaks, outcomes }: { peaks: Peaks; outcomes: Outcome[] } = JSON.parse(
      readFileSync(`${out}.json`, 'utf8'),
    );
    return { file, peaks, outcomes: outcomes.map(standingsOf), ...(cut === undefined ? {} : { cut }) };
  });
}
