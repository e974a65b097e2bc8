import { TroubleError } from '../../base/errors.ts';

/** The version of TensorFlow.js that this folder was written for. package.json pins it. */
const WRITTEN_FOR = '4.22';

/** Private or undocumented fields by name, each with the code that relies on it. */
export type Fields = Readonly<Record<string, string>>;

/**
 * Checks that `holder` has every field, so that an upgrade of TensorFlow.js which removes one fails at the start.
 * Throws a `device` TroubleError that names the first missing field. `name` is the holder's, such as "WebGPUBackend".
 */
export function requireFields(holder: object, name: string, fields: Fields): void {
  const gone = Object.keys(fields).find((field) => !(field in holder));
  if (gone === undefined) return;
  throw new TroubleError({
    kind: 'device',
    came: `TensorFlow.js ${WRITTEN_FOR}'s ${name}.${gone} is gone`,
    wanted: `that field, which ${fields[gone]} relies on`,
    todo: `Install TensorFlow.js ${WRITTEN_FOR} again, or teach src/math/tfjs what took the field's place.`,
  });
}
