import { archiveMembers } from './archive.ts';
import type { Bytes } from './bytes.ts';
import { npyTensor } from './npy.ts';
import type { Tensor } from './tensor.ts';

/** The arrays of an .npz file by name. Other files in it are passed over. Throws a `data` TroubleError. */
export async function npzTensors(bytes: Bytes): Promise<Tensor[]> {
  const tensors: Tensor[] = [];
  for (const member of (await archiveMembers(bytes)).values())
    if (member.name.endsWith('.npy'))
      tensors.push(await npyTensor(await member.bytes(), member.name.slice(0, -'.npy'.length)));
  return tensors;
}
