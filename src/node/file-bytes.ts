import { open, stat } from 'node:fs/promises';
import type { Bytes } from '../formats/bytes.ts';

/** A file of this machine, open until it is closed. Node's own Blob of a file knows 32 bits of its length alone. */
interface FileBytes extends Bytes {
  close(): Promise<void>;
}

/** Rejects with Node's error for a path that cannot be opened, and with EISDIR for one that is no file: the size of a device
 *  is unknown, and the opening of a pipe would wait for its writer. */
export async function fileBytes(path: string): Promise<FileBytes> {
  if (!(await stat(path)).isFile())
    throw Object.assign(new Error(`EISDIR: no file, open '${path}'`), { code: 'EISDIR' });
  const handle = await open(path);
  const { size } = await handle.stat();
  return {
    size,
    slice: async (from, to) => {
      const length = Math.max(0, Math.min(to, size) - from);
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, from);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close(),
  };
}
