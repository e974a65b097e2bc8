import { listed, TroubleError } from '../base/errors.ts';
import { archiveMembers, isZip, type Member } from './archive.ts';
import { type Bytes, rangeOf, readExactly, viewOf } from './bytes.ts';
import { nameIn, type Pickled, unpickled } from './pickle.ts';
import { type Checkpoint, checkpointOf, STORAGES, type Storages } from './state.ts';

/** Bytes of all pickles of a file: those of a large checkpoint are a few megabytes. */
const MOST_PICKLE = 2 ** 26;
/** Bytes that are read first of a file in the older form, of which no length is known. */
const FIRST = 2 ** 20;
/** The number that begins a file in the older form. */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/** The byte that begins every pickle. */
const PICKLE = 0x80;

const broken = (why: string, todo = 'Download or copy it again.') =>
  new TroubleError({ kind: 'data', failed: 'The torch file cannot be read', why, todo });

/**
 * A file of torch.save: the zip of torch 1.6 and later, or the older sequence of pickles. Weights are left in the file
 * until a tensor is read. Throws a `data` TroubleError.
 */
export async function torchCheckpoint(bytes: Bytes): Promise<Checkpoint> {
  const start = await bytes.slice(0, 4);
  const checkpoint = await (isZip(start) ? zipped(bytes) : sequence(bytes));
  if (checkpoint.tensors.length > 0) return checkpoint;
  const names = [...new Set(checkpoint.placeholders.values())];
  throw broken(
    names.length > 0
      ? `It has no tensors. It would call ${listed(names)}, and nothing is ever called.`
      : 'It has no tensors.',
    'Open a file that holds a state dictionary.',
  );
}

async function zipped(bytes: Bytes): Promise<Checkpoint> {
  const members = await archiveMembers(bytes);
  const main = [...members.values()].find(({ name }) => /(^|\/)data\.pkl$/.test(name));
  if (!main) throw broken('Its zip has no data.pkl, in which torch lists the tensors.', 'Open another file.');
  const folder = main.name.slice(0, -'data.pkl'.length);
  const pickle = await contents(main);
  const order = members.get(`${folder}byteorder`);
  const little = !order || new TextDecoder().decode(await contents(order)) !== 'big';
  const found = unpickled(pickle);
  if (!found) throw broken('Its list of tensors is cut off.');
  const member = (key: string) => members.get(`${folder}data/${key}`);
  const storages: Storages = {
    little,
    size: (key) => member(key)?.size ?? 0,
    bytes: async (key) => {
      const storage = member(key);
      if (!storage) throw broken('Its zip lacks the storage of this tensor.');
      return storage.bytes();
    },
  };
  return checkpointOf(found.value, storages);
}

async function contents(member: Member): Promise<Uint8Array> {
  if (member.size > MOST_PICKLE) throw tooLong();
  return readExactly(await member.bytes(), 0, member.size);
}

const tooLong = () =>
  broken('Its list of tensors is too long.', 'Save its state dictionary alone with torch.save.');

/** The older form: magic number, version, machine, values, keys of storages, then each storage with its length. */
async function sequence(bytes: Bytes): Promise<Checkpoint> {
  const { values, references, end } = await pickles(bytes, 5);
  const [, , machine = null, value = null, keys = null] = values;
  const little = !(machine instanceof Map) || machine.get('little_endian') !== false;
  const types = numberSizes(references);
  const places = new Map<string, Bytes>();
  let at = end;
  for (const key of Array.isArray(keys) ? keys : []) {
    if (typeof key !== 'string') throw broken('Its list of storages is damaged.');
    const count = Number(viewOf(await readExactly(bytes, at, 8)).getBigInt64(0, little));
    const size = count * (types.get(key) ?? Number.NaN);
    if (!(size >= 0)) throw broken('The length or the type of a storage is unknown.');
    if (at + 8 + size > bytes.size) throw broken('It ends before its last tensor does.');
    places.set(key, rangeOf(bytes, at + 8, size));
    at += 8 + size;
  }
  const storages: Storages = {
    little,
    size: (key) => places.get(key)?.size ?? 0,
    bytes: async (key) => places.get(key) ?? rangeOf(bytes, 0, 0),
  };
  return checkpointOf(value, storages);
}

/** The first `count` pickles of a file, read in ever larger pieces until they are whole. */
async function pickles(bytes: Bytes, count: number) {
  for (let length = FIRST; ; length *= 2) {
    const piece = await readExactly(bytes, 0, Math.min(length, bytes.size));
    const found = consecutive(piece, count);
    if (found) return found;
    if (piece.length === bytes.size) throw broken('It ends within its list of tensors.');
    if (length >= MOST_PICKLE) throw tooLong();
  }
}

/** Pickles one behind another. Undefined where the bytes end before they do. */
function consecutive(bytes: Uint8Array, count: number) {
  const values: Pickled[] = [];
  const references: Pickled[] = [];
  let end = 0;
  for (let i = 0; i < count; i++) {
    if (end === 0 && bytes[0] !== PICKLE) throw unknown();
    const found = unpickled(bytes, end);
    if (!found) return undefined;
    if (i === 0 && found.value !== MAGIC) throw unknown();
    values.push(found.value);
    for (const reference of found.references) references.push(reference);
    end = found.end;
  }
  return { values, references, end };
}

const unknown = () =>
  broken('It begins neither as a zip nor as an older torch file.', 'Open a file that torch.save wrote.');

/** Bytes of a number of each storage. */
function numberSizes(references: readonly Pickled[]): ReadonlyMap<Pickled, number> {
  const found = new Map<Pickled, number>();
  for (const reference of references) {
    if (!Array.isArray(reference)) continue;
    const [, type, key = null] = reference;
    const name = nameIn(type)?.replace(/^torch\.(cuda\.)?/, '') ?? '';
    const [, size] = (Object.hasOwn(STORAGES, name) && STORAGES[name]) || [];
    if (size) found.set(key, size);
  }
  return found;
}
