import { TroubleError } from '../base/errors.ts';

/** A flag that cannot be read. `expected` completes "Use". */
export function misread(flag: string, expected: string): TroubleError {
  return new TroubleError({
    kind: 'config',
    failed: `Cannot read ${flag}`,
    why: `Use ${expected}.`,
    todo: 'See --help.',
  });
}
