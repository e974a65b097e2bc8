import { quoted, type Trouble } from '../../base/errors.ts';

/** A typed number that a box cannot take. `fault` goes on from the text, and `todo` has no full stop. */
export const refusedNumber = (text: string, fault: string, todo: string): Trouble => ({
  kind: 'config',
  failed: `${quoted(text)} ${fault}`,
  todo: `${todo}.`,
});
