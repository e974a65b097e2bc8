import { parseArgs } from 'node:util';
import { knobsOf, readPairs } from '../base/config.ts';
import { FORMER_KEYS } from '../base/former-settings.ts';
import { BACKEND_CHOICES, type BackendChoice } from '../base/messages.ts';
import { catalogue } from '../train/lane/menu.ts';
import { misread } from './misread.ts';

/** Flags of every door that trains: any setting, and a backend. */
export interface Flags {
  /** By config key; checked one by one. */
  readonly knobs: ReturnType<typeof readPairs>;
  readonly backend: BackendChoice;
  readonly help: boolean;
}

/** For a door's `--help`. */
export const BACKEND_HELP = `  --backend VALUE\n      one of ${BACKEND_CHOICES.join(', ')}; default auto.\n      Choose webgpu to train on the GPU of this machine.`;

/** Reads the process' arguments, flags of the form --name value; those of the door's `own` are handed to it, and so are its
 *  `switches`, which have no value. Throws a `config` TroubleError. */
export function readFlags(
  own: Readonly<Record<string, (value: string) => void>>,
  switches: Readonly<Record<string, () => void>> = {},
): Flags {
  const names = [...knobsOf(catalogue).keys(), ...FORMER_KEYS, ...Object.keys(own), 'backend'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const flags = Object.fromEntries(
    ['help', 'debug', ...Object.keys(switches)].map((name) => [name, { type: 'boolean' as const }]),
  );
  const { tokens } = parseArgs({
    options: { ...options, ...flags },
    strict: false,
    tokens: true,
  });
  const pairs: [string, string][] = [];
  let backend: BackendChoice = 'auto';
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') throw misread(token.value, 'flags of the form --name value');
    if (token.kind !== 'option') continue;
    const { name } = token;
    const value = token.value ?? '';
    if (name === 'help') help = true;
    // the door reads it
    else if (name === 'debug') continue;
    else if (Object.hasOwn(switches, name)) switches[name]?.();
    else if (Object.hasOwn(own, name)) own[name]?.(value);
    else if (name === 'backend') backend = backendNamed(value);
    else {
      // report an unknown name before its value is taken for a stray word
      if (!(name in options)) readPairs([[name, value]], catalogue);
      pairs.push([name, value]);
    }
  }
  return { knobs: readPairs(pairs, catalogue), backend, help };
}

function backendNamed(value: string): BackendChoice {
  const found = BACKEND_CHOICES.find((name) => name === value);
  if (!found) throw misread(`--backend ${value}`, `one of ${BACKEND_CHOICES.join(', ')}`);
  return found;
}
