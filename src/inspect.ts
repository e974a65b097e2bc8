import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { EPSILONS, PAPER_EPSILON } from './base/epsilons.ts';
import { ended, quoted, said, TroubleError } from './base/errors.ts';
import { grouped } from './base/number-text.ts';
import { groupsCsv } from './export/groups-csv.ts';
import { npyRows, withoutCopies } from './export/npy-rows.ts';
import { DEBUG_HELP, open } from './node/door.ts';
import { inspect } from './node/inspect-file.ts';
import { commandLine } from './node/installed.ts';
import { misread } from './node/misread.ts';
import { inspectedJson } from './weights/inspected-json.ts';
import { inspectedWords } from './weights/inspected-words.ts';
import { randomUnique } from './weights/random-unique.ts';

// Checkpoints in, their unique prototypes out: words for a person, or one JSON line a file.

/** The exit code for a file that is refused. */
const REFUSED = 2;

const help = () =>
  [
    `${commandLine('inspect')} FILE... [--key KEY] [--turn] [--json] [--csv FILE] [--npy FILE] [--epsilon E]`,
    '',
    'Counts the unique prototypes in checkpoints and other files of weights: torch (.pth, .pt, .ckpt, .pth.tar, .bin),',
    '.safetensors, .npy, .npz. A file is read by slices, and nothing of it runs. The exit code is 2 if a file is refused.',
    '',
    '  --key KEY\n      The matrix by its key. The default is the likeliest one; without flags all candidates are listed.',
    '  --turn\n      Exchanges rows and columns: prototypes are rows.',
    '  --json\n      Prints one JSON object a file, each in a line. Its keys are key, K, D, dtype, dead, eps, unique, uniformity,',
    '      candidates, and more behind them.',
    '  --csv FILE\n      Writes a line a prototype: its index, its group at each ε, its length, its nearest cosine.',
    '  --npy FILE\n      Writes the matrix without duplicates and dead rows, as float32 for numpy.load.',
    `  --epsilon E\n      The ε of groups and of duplicates, one of ${EPSILONS.join(', ')}; default ${PAPER_EPSILON}.`,
    DEBUG_HELP,
    '',
  ].join('\n');

function readArguments() {
  const { values, positionals } = parseArgs({
    options: {
      key: { type: 'string' },
      turn: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      csv: { type: 'string' },
      npy: { type: 'string' },
      epsilon: { type: 'string', default: String(PAPER_EPSILON) },
      help: { type: 'boolean', default: false },
      debug: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const epsilon = EPSILONS.find((each) => each === Number(values.epsilon));
  if (epsilon === undefined)
    throw misread(`--epsilon ${quoted(values.epsilon)}`, `one of ${EPSILONS.join(', ')}`);
  if (positionals.length === 0 && !values.help)
    throw misread('a command without a file', `${commandLine('inspect')} FILE`);
  for (const flag of ['csv', 'npy'] as const)
    if (values[flag] !== undefined && positionals.length > 1)
      throw misread(`--${flag} with ${positionals.length} files`, 'it with one file');
  return { ...values, epsilon, files: positionals };
}

type Asked = ReturnType<typeof readArguments>;

/** Shows a share on standard error while a person watches it. */
function progress(name: string) {
  const watched = process.stderr.isTTY === true;
  let last = '';
  return {
    show(phase: string, share: number) {
      const text = `${name}: ${phase}, ${Math.floor(100 * share)}%`;
      if (!watched || text === last) return;
      last = text;
      process.stderr.write(`\r${text}\x1b[K`);
    },
    note: (text: string) => {
      if (watched) process.stderr.write(`\r${text}\x1b[K\n`);
    },
    clear: () => {
      if (last) process.stderr.write('\r\x1b[K');
    },
  };
}

async function inspectOne(name: string, asked: Asked): Promise<void> {
  const { show, note, clear } = progress(name);
  const at = EPSILONS.indexOf(asked.epsilon);
  const found = await inspect(name, {
    ...(asked.key !== undefined && { key: asked.key }),
    turn: asked.turn,
    onProgress: show,
    onEstimate: ({ rows, unique, error }) =>
      note(
        `${name}: about ${grouped(Math.round(unique[at]))} ± ${grouped(Math.round(error[at]))} unique at ε ${asked.epsilon}, by ${grouped(rows)} of the rows. Counting exactly.`,
      ),
  }).finally(clear);
  const { D, K, representatives, rows } = found;
  const kept = () => withoutCopies(representatives.subarray(at * K, (at + 1) * K));
  if (asked.csv !== undefined)
    await write(asked.csv, groupsCsv({ ...found, norms: found.gain ?? found.norms }));
  if (asked.npy !== undefined) await write(asked.npy, npyRows(rows, D, kept()));
  const random = await randomUnique(K, D, EPSILONS);
  process.stdout.write(
    asked.json
      ? `${inspectedJson(name, found, random)}\n`
      : `${inspectedWords(name, found, random, asked.epsilon)}\n`,
  );
}

async function write(path: string, parts: Iterable<string | Uint8Array>): Promise<void> {
  await pipeline(Readable.from(parts), createWriteStream(path)).catch((thrown: unknown) => {
    throw new TroubleError({
      kind: 'data',
      failed: `Cannot write ${quoted(path, 200)}`,
      why: ended(thrown instanceof Error ? thrown.message : String(thrown)),
      todo: 'Choose another path.',
    });
  });
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked.help) {
    process.stdout.write(help());
    return 0;
  }
  let code = 0;
  for (const name of asked.files)
    try {
      await inspectOne(name, asked);
    } catch (thrown) {
      if (!(thrown instanceof TroubleError)) throw thrown;
      code = REFUSED;
      process.stderr.write(`${quoted(name, 200)}: ${said(thrown.trouble)}\n`);
      if (asked.debug) process.stderr.write(`${thrown.stack}\n`);
    }
  return code;
}

open(main, { doing: 'inspecting', stopped: () => 'Stopped.' });
