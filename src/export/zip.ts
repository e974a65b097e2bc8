import { type AsyncZippable, strToU8, zip } from 'fflate';

export interface ZipMember {
  /** Path with folders, such as "plots/loss.svg". */
  readonly name: string;
  readonly data: string | Blob;
}

/** Files that are compressed already, and are stored as they are. */
const PACKED = /\.png$/;

/** The members as one zip file, packed in a worker of its own. Repeated names are numbered. */
export async function zipped(members: readonly ZipMember[]): Promise<Blob> {
  const tree: AsyncZippable = {};
  for (const { name, data } of members) {
    const bytes = typeof data === 'string' ? strToU8(data) : new Uint8Array(await data.arrayBuffer());
    tree[free(name, tree)] = [bytes, { level: PACKED.test(name) ? 0 : 6 }];
  }
  const bytes = await new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    zip(tree, (error, out) => {
      if (error) reject(error);
      else resolve(new Uint8Array(out));
    });
  });
  return new Blob([bytes], { type: 'application/zip' });
}

function free(name: string, taken: object): string {
  if (!Object.hasOwn(taken, name)) return name;
  const dot = name.lastIndexOf('.');
  let number = 2;
  const numbered = () => `${name.slice(0, dot)}-${number}${name.slice(dot)}`;
  while (Object.hasOwn(taken, numbered())) number++;
  return numbered();
}
