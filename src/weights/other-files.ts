import { quoted, TroubleError } from '../base/errors.ts';
import { type Bytes, readExactly } from '../formats/bytes.ts';
import { prototypeName } from './prototype-names.ts';

/** Bytes that tell a kind of file. */
const START = 512;
/** Bytes of a list of parts that are read: one of 100,000 tensors has 10 MB. */
const MOST_LIST = 2 ** 25;

const OPEN = 'Open a file of torch.save, or a .safetensors, .npy or .npz file.';
const UNPACK = 'Unpack it, and open the file within.';
const EXPORT = 'Save the matrix with numpy.save, and open that.';

/** First bytes in hexadecimal, with what has them and the way out. */
const MAGICS: readonly (readonly [string, string, string])[] = [
  ['89504e470d0a1a0a', 'a PNG picture', OPEN],
  ['ffd8ff', 'a JPEG picture', OPEN],
  ['47494638', 'a GIF picture', OPEN],
  ['52494646', 'a RIFF file, such as a WebP picture or a sound', OPEN],
  ['25504446', 'a PDF document', OPEN],
  ['1f8b', 'a file packed with gzip', UNPACK],
  ['425a68', 'a file packed with bzip2', UNPACK],
  ['fd377a585a00', 'a file packed with xz', UNPACK],
  ['28b52ffd', 'a file packed with zstd', UNPACK],
  ['377abcaf271c', 'a 7z archive', UNPACK],
  ['526172211a07', 'a RAR archive', UNPACK],
  ['504b0506', 'an empty zip', OPEN],
  ['894844460d0a1a0a', 'an HDF5 file, as of Keras', EXPORT],
  ['47475546', 'a GGUF file', EXPORT],
  ['7f454c46', 'a program', OPEN],
];

/** Texts by how they begin. */
const TEXTS: readonly (readonly [RegExp, string, string])[] = [
  [
    /^version https:\/\/git-lfs/,
    'a pointer of Git LFS without the file itself',
    'Run git lfs pull, or download the file.',
  ],
  [
    /^<(!doctype html|html|head|\?xml[^>]*>\s*<!doctype html)/i,
    'a web page, perhaps an error or a login that was saved as a file',
    'Download the file again.',
  ],
  [/^<\?xml|^<svg/i, 'an XML document', OPEN],
  [/^[{[]/, 'JSON', OPEN],
  [/^/, 'plain text', EXPORT],
];

/** The refusal of a file that is none of the formats read here, in words that say what it seems to be. */
export async function otherFile(bytes: Bytes): Promise<TroubleError> {
  if (bytes.size === 0) return refusal('It is empty.', 'Download or copy it again.');
  const start = await readExactly(bytes, 0, Math.min(START, bytes.size));
  const hex = Array.from(start.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const [, what, todo] = MAGICS.find(([magic]) => hex.startsWith(magic)) ?? [];
  if (what && todo) return refusal(`It seems to be ${what}.`, todo);
  if (new TextDecoder('latin1').decode(start.subarray(257, 262)) === 'ustar')
    return refusal('It seems to be a tar archive.', UNPACK);
  const text = textOf(start);
  if (text === undefined)
    return refusal('Its first bytes are those of no format that can be read here.', OPEN);
  if (text.startsWith('{')) return (await listOfParts(bytes)) ?? refusal('It seems to be JSON.', OPEN);
  const [, kind = '', way = OPEN] = TEXTS.find(([pattern]) => pattern.test(text)) ?? [];
  return refusal(`It seems to be ${kind}.`, way);
}

/** The refusal of a part of torch's distributed checkpoints, whose bytes have a form of their own. */
export const distributedFile = (name: string): TroubleError | undefined =>
  /\.distcp$|^\.metadata$/.test(name)
    ? refusal(
        'It is a part of a distributed checkpoint.',
        'Make one file of its folder: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER FILE.pth.',
      )
    : undefined;

const refusal = (why: string, todo: string) =>
  new TroubleError({ kind: 'data', failed: 'The file holds no weights', why, todo });

/** The start of a text. Undefined for bytes that are none: not UTF-8, or with control characters. */
function textOf(start: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true }).trimStart();
    const control = [...text].some((letter) => letter < ' ' && !/\s/.test(letter));
    return control ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The refusal of "model.safetensors.index.json" and its like, which names the part that holds prototypes. */
async function listOfParts(bytes: Bytes): Promise<TroubleError | undefined> {
  if (bytes.size > MOST_LIST) return undefined;
  const parts = partsIn(new TextDecoder().decode(await readExactly(bytes, 0, bytes.size)));
  if (!parts) return undefined;
  const ranked = parts
    .map(([key, file]) => ({ key, file, rank: prototypeName(key)?.rank ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.rank - b.rank);
  const [first] = ranked;
  const files = new Set(parts.map(([, file]) => file)).size;
  const why = `It lists the tensors of a checkpoint in ${files.toLocaleString('en')} files.`;
  return first && Number.isFinite(first.rank)
    ? refusal(why, `Open ${quoted(first.file, 80)}, which holds ${quoted(first.key, 80)}.`)
    : refusal(why, 'Open the file whose tensors you want to see.');
}

/** Tensor and file, from the JSON that lists them. */
function partsIn(text: string): [key: string, file: string][] | undefined {
  try {
    const { weight_map: map } = JSON.parse(text);
    if (typeof map !== 'object' || map === null) return undefined;
    return Object.entries(map).flatMap(([key, file]): [string, string][] =>
      typeof file === 'string' ? [[key, file]] : [],
    );
  } catch {
    return undefined;
  }
}
