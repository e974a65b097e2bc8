import type { ReadFiles } from './run-reader.ts';

/** Reads run files in a worker (run-reader.ts), whose script comes with the first of them. */
export const readLater: ReadFiles = async (...given) =>
  (await import('./run-reader.ts')).readInWorker(...given);
