import { TroubleError } from '../../base/errors.ts';

/** The version of TensorFlow.js that this folder was written for. package.json pins it. */
const WRITTEN_FOR = '4.22';

/** Names of private or undocumented fields, by the code that relies on them. */
export type Fields = Readonly<Record<string, readonly string[]>>;

/**
 * Checks that `holder` has every field, so that an upgrade of TensorFlow.js which removes one fails at the start.
 * Throws a `device` TroubleError that names the first missing field. `name` is the holder's, such as "WebGPUBackend".
 */
export function requireFields(holder: object, name: string, fields: Fields): void {
  for (const [code, names] of Object.entries(fields))
    for (const field of names)
      if (!(field in holder))
        throw new TroubleError({
          kind: 'device',
          failed: `TensorFlow.js lacks ${name}.${field}`,
          why: `${code} relies on this field of TensorFlow.js ${WRITTEN_FOR}.`,
          todo: `Install TensorFlow.js ${WRITTEN_FOR} again, or teach src/math/tfjs the field's successor.`,
        });
}
