import { constants } from 'node:os';
import { said, type Trouble, troubleOf } from '../base/errors.ts';

/** Exit code of a command whose reader has gone, as a shell gives it. */
const READER_GONE = 128 + constants.signals.SIGPIPE;

/** For a command's `--help`. */
export const DEBUG_HELP = '  --debug\n      Prints the stack of an error.';

interface Manners {
  /** The work that failed: "reproducing the table". */
  readonly doing: string;
  /** The words for a person who stops the command, asked for when it is stopped: "Stopped at step 12 of 500." */
  readonly stopped?: () => string;
}

/**
 * Gives this process the manners of a shell command. It ends quietly when nobody reads its output any more. A signal
 * to stop prints one line. So does an error that nothing caught, and `--debug` adds its stack. Listeners of `exit`
 * run in each case.
 */
export function behave({ doing, stopped = () => 'Stopped.' }: Manners): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(READER_GONE);
      throw error;
    });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      process.stderr.write(`${stopped()}\n`);
      process.exit(128 + constants.signals[signal]);
    });
  process.on('uncaughtException', (thrown: unknown) => {
    complain(thrown, doing);
    process.exit(1);
  });
}

/** Runs a command with these manners, and makes what it returns the exit code; what it throws is printed, and gives 1. */
export function open(main: () => Promise<number>, manners: Manners): void {
  behave(manners);
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (thrown: unknown) => {
      complain(thrown, manners.doing);
      process.exitCode = 1;
    },
  );
}

export function say(trouble: Trouble): void {
  process.stderr.write(`${said(trouble)}\n`);
}

function complain(thrown: unknown, doing: string): void {
  say(troubleOf(thrown, doing, 'Run the command again'));
  if (process.argv.includes('--debug') && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
}
