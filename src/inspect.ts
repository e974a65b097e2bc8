import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
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
import { uniqueOfWeights } from './plots/unique-of-weights.ts';
import { drawPictures } from './reproduce/picture.ts';
import { type ComparedFile, comparedWords, inRunOrder } from './weights/compared-words.ts';
import { inspectedJson } from './weights/inspected-json.ts';
import { inspectedWords } from './weights/inspected-words.ts';
import { randomUnique } from './weights/random-unique.ts';

// Checkpoints in, their unique prototypes out: words for a person, or one JSON line a file.

/** The exit code for a file that is refused. */
const REFUSED = 2;

const help = () =>
  [
    `${commandLine('inspect')} FILE... [--key KEY] [--turn] [--json] [--png FILE] [--csv FILE] ...`,
    '',
    'Counts the unique prototypes in checkpoints and other files of weights: torch (.pth, .pt, .ckpt, .pth.tar, .bin),',
    '.safetensors, .npy, .npz. A file is read by slices, and nothing of it runs. The exit code is 2 if a file is refused.',
    '',
    '  --key KEY\n      The matrix by its key. The default is the likeliest one; without flags all candidates are listed.',
    '  --turn\n      Exchanges rows and columns: prototypes are rows.',
    '  --json\n      Prints one JSON object a file, each in a line. Its keys are key, K, D, dtype, dead, eps, unique, uniformity,',
    '      candidates, and more behind them.',
    '  --png FILE, --svg FILE\n      Draws the unique prototypes against ε, a curve a file. A PNG needs a Chrome or Chromium on this machine;\n      CHROME_PATH names it.',
    '  --csv FILE\n      Writes a line a prototype: its index, its group at each ε, its length, its nearest cosine.',
    '  --npy FILE\n      Writes the matrix without duplicates and dead rows, as float32 for numpy.load.',
    '  --images FILE\n      Counts the use of the prototypes by images. The file holds indices [N], scores [N, K] or embeddings [N, D].\n      A second --images FILE holds another view of the same images in the same order.',
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
      images: { type: 'string', multiple: true, default: [] },
      png: { type: 'string' },
      svg: { type: 'string' },
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
  const [first, second, ...more] = values.images;
  if (more.length > 0)
    throw misread(`--images ${values.images.length} times`, 'it once, or twice for two views');
  const images: readonly [string, string?] | undefined = first === undefined ? undefined : [first, second];
  for (const flag of ['csv', 'npy', 'png', 'svg'] as const) {
    const path = values[flag];
    if (
      path !== undefined &&
      [...positionals, ...values.images].some((file) => resolve(file) === resolve(path))
    )
      throw misread(`--${flag} ${quoted(path, 200)}`, 'another path than that of a file to read');
  }
  return { ...values, epsilon, images, files: positionals };
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

/** Inspects one file, writes what is asked of it, and returns what others are compared with. */
async function inspectOne(name: string, asked: Asked): Promise<ComparedFile> {
  const { show, note, clear } = progress(name);
  const at = EPSILONS.indexOf(asked.epsilon);
  const found = await inspect(name, {
    ...(asked.key !== undefined && { key: asked.key }),
    ...(asked.images && { images: asked.images }),
    turn: asked.turn,
    onProgress: show,
    onEstimate: ({ rows, unique, error }) =>
      note(
        `${name}: about ${grouped(Math.round(unique[at]))} ± ${grouped(Math.round(error[at]))} unique at ε ${asked.epsilon}, by ${grouped(rows)} of the rows. Counting exactly.`,
      ),
  }).finally(clear);
  const { D, K, curve, eps, moment, representatives, rows, unique } = found;
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
  return { name, K, D, eps, unique, curve, ...(moment && { moment }) };
}

/** Draws the files' curves, with the random baseline of the first. */
async function draw(files: readonly ComparedFile[], { png, svg }: Asked): Promise<void> {
  const [first] = files;
  if (!first || (png === undefined && svg === undefined)) return;
  const { mean } = await randomUnique(first.K, first.D, EPSILONS);
  const plot = uniqueOfWeights(
    {
      lanes: files.map(({ K, curve, name }, id) => ({
        lane: { id, label: quoted(basename(name)), method: 'weights', prototypes: 'joint' },
        epsilons: curve.epsilons,
        unique: curve.unique.map((count) => count / K),
      })),
      random: { epsilons: EPSILONS, mean },
      paper: true,
    },
    { width: 560, height: 340, theme: 'light' },
  );
  if (svg !== undefined) await write(svg, [plot.svg]);
  if (png === undefined) return;
  const [picture] = (await drawPictures([plot.svg])) ?? [];
  if (!picture)
    throw new TroubleError({
      kind: 'data',
      failed: `Cannot write ${quoted(png, 200)}`,
      why: 'A Chrome or Chromium draws PNGs, and none runs here.',
      todo: 'Install one, name it in CHROME_PATH, or use --svg.',
    });
  await write(png, [picture]);
}

/** A file appears whole or not at all. */
async function write(path: string, parts: Iterable<string | Uint8Array>): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(parts), createWriteStream(part));
    await rename(part, path);
  } catch (thrown) {
    await rm(part, { force: true });
    throw new TroubleError({
      kind: 'data',
      failed: `Cannot write ${quoted(path, 200)}`,
      why: ended(thrown instanceof Error ? thrown.message : String(thrown)),
      todo: 'Choose another path.',
    });
  }
}

async function main(): Promise<number> {
  const asked = readArguments();
  if (asked.help) {
    process.stdout.write(help());
    return 0;
  }
  let code = 0;
  const refuse = (thrown: unknown, name = '') => {
    if (!(thrown instanceof TroubleError)) throw thrown;
    code = REFUSED;
    process.stderr.write(`${name}${said(thrown.trouble)}\n`);
    if (asked.debug) process.stderr.write(`${thrown.stack}\n`);
  };
  const counted: ComparedFile[] = [];
  for (const name of asked.files)
    await inspectOne(name, asked).then(
      (file) => counted.push(file),
      (thrown) => refuse(thrown, `${quoted(name, 200)}: `),
    );
  const files = inRunOrder(counted);
  if (files.length > 1 && !asked.json) process.stdout.write(`${comparedWords(files)}\n`);
  await draw(files, asked).catch(refuse);
  return code;
}

open(main, { doing: 'inspecting', stopped: () => 'Stopped.' });
