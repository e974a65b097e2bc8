#!/usr/bin/env node
import { quoted } from './base/errors.ts';
import { open } from './node/door.ts';
import { packageVersion } from './node/installed.ts';
import { misread } from './node/misread.ts';

// The command of the installed package. Each of its commands is a door of its own, which is loaded when it is called.

const COMMANDS: Readonly<Record<string, string>> = {
  inspect: 'Counts the unique prototypes in checkpoints and other files of weights.',
  train: 'Trains one lane and prints its reports as JSON lines.',
  reproduce: 'Runs the paper’s table at toy scale.',
  oracle: 'Compares losses and metrics with the authors’ own numbers.',
  serve: 'Serves the page on this machine.',
};

const help = () =>
  [
    'proto-playground COMMAND [--SETTING VALUE ...]',
    '',
    ...Object.entries(COMMANDS).map(([name, does]) => `  ${name.padEnd(10)} ${does}`),
    '',
    'proto-playground COMMAND --help lists the settings of a command; proto-playground --version prints the version.',
    '',
  ].join('\n');

async function main(): Promise<number> {
  const [name = '--help'] = process.argv.slice(2);
  if (name === '--version') process.stdout.write(`${packageVersion()}\n`);
  else if (name === '--help' || name === 'help') process.stdout.write(help());
  else throw misread(quoted(name), `a command: ${Object.keys(COMMANDS).join(', ')}`);
  return process.argv.length > 2 ? 0 : 1;
}

const command = Object.keys(COMMANDS).find((name) => name === process.argv[2]);
if (command === undefined) open(main, { doing: 'starting' });
else {
  process.argv.splice(2, 1);
  await import(new URL(`./${command}.js`, import.meta.url).href);
}
