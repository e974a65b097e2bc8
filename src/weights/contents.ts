import { listed, TroubleError } from '../base/errors.ts';
import { archiveMembers, isZip } from '../formats/archive.ts';
import type { Bytes } from '../formats/bytes.ts';
import { isNpy, npyTensor } from '../formats/npy.ts';
import { npzTensors } from '../formats/npz.ts';
import { isSafetensors, safetensorsTensors } from '../formats/safetensors.ts';
import type { Checkpoint } from '../formats/state.ts';
import type { Tensor } from '../formats/tensor.ts';
import { torchCheckpoint } from '../formats/torch.ts';
import { distributedFile, otherFile } from './other-files.ts';

/** The tensors of a file, with the name of its format. */
interface Contents extends Checkpoint {
  readonly format: string;
}

const arrays = (format: string, tensors: readonly Tensor[]): Contents => ({
  format,
  tensors,
  numbers: new Map(),
  placeholders: new Map(),
});

/** Lists the tensors of a file by its first bytes, whatever its name. Throws a `data` TroubleError, which says what another
 *  file seems to be. */
export const contentsOf = (bytes: Bytes, name: string): Promise<Contents> =>
  contents(bytes).catch((error: unknown) => {
    throw distributedFile(name) ?? error;
  });

/** A byte that begins every pickle of the older form. */
const PICKLE = 0x80;

async function contents(bytes: Bytes): Promise<Contents> {
  const start = await bytes.slice(0, 16);
  if (isNpy(start)) return arrays('npy', [await npyTensor(bytes)]);
  if (isSafetensors(start)) return arrays('safetensors', await safetensorsTensors(bytes));
  if (start[0] === PICKLE) return { format: 'torch (older form)', ...(await parts(bytes)) };
  if (!isZip(start)) throw await otherFile(bytes);
  const members = [...(await archiveMembers(bytes)).keys()];
  if (members.some((member) => /(^|\/)data\.pkl$/.test(member)))
    return { format: 'torch', ...(await parts(bytes)) };
  if (members.some((member) => member.endsWith('.npy'))) return arrays('npz', await npzTensors(bytes));
  throw new TroubleError({
    kind: 'data',
    failed: 'The zip holds no weights',
    why: `It holds ${listed(members) || 'no file'}, and neither data.pkl nor .npy files.`,
    todo: 'Unpack it, and open the checkpoint within.',
  });
}

async function parts(bytes: Bytes): Promise<Checkpoint> {
  const { tensors, numbers, placeholders } = await torchCheckpoint(bytes);
  return { tensors, numbers, placeholders };
}
