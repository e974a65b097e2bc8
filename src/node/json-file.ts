import { readFile } from 'node:fs/promises';
import { ended, TroubleError } from '../base/errors.ts';
import { looseJson } from '../export/loose-json.ts';
import { decodedText } from '../export/text-file.ts';

/** The value in a JSON file, in any encoding and with comments. Throws a TroubleError that names the file. */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return await looseJson(decodedText(await readFile(path)));
  } catch (thrown) {
    const known = thrown instanceof TroubleError ? thrown.trouble : undefined;
    const why = known
      ? [`${known.failed}.`, known.why].flatMap((each) => each ?? []).join(' ')
      : ended(thrown instanceof Error ? thrown.message : String(thrown));
    throw new TroubleError({
      kind: 'data',
      failed: `Cannot read ${path}`,
      why,
      todo: known?.todo ?? 'Check its name and whether you may read it.',
    });
  }
}
