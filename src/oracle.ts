import { parseArgs } from 'node:util';
import { ended, said, TroubleError, troubleOf } from './base/errors.ts';
import type { BackendName } from './base/messages.ts';
import { tidyAsync } from './math/tfjs/engine.ts';
import { backends } from './node/backends.ts';
import { DEBUG_HELP, open } from './node/door.ts';
import { endSoon, openGpuWithAdapter } from './node/gpu.ts';
import { commandLine } from './node/installed.ts';
import { readJsonFile } from './node/json-file.ts';
import { softwareDriver, useDriver } from './node/vulkan.ts';
import { type OracleCase, oracleError } from './oracle/cases.ts';

// npm run oracle -- FILE.json [--strict] checks our numbers against the authors' own, case by case.

const TOLERANCE = 1e-4;

function help(): string {
  return [
    `${commandLine('oracle')} FILE.json [--strict]`,
    '',
    'Computes each case of a JSON file on every backend of this machine. Each is compared with the authors’ own number.',
    'The exit code is 0 only if no case fails.',
    '',
    '  --strict\n      A case of an unknown name fails too.',
    DEBUG_HELP,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      strict: { type: 'boolean', default: false },
      debug: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(help());
    return 0;
  }
  const [file] = positionals;
  if (!file || positionals.length > 1)
    throw new TroubleError({
      kind: 'config',
      failed: `Cannot read ${positionals.length} files`,
      why: 'The command takes one JSON file of oracle cases.',
      todo: `Run ${commandLine('oracle')} FILE.json [--strict].`,
    });
  const cases = readCases(await readJsonFile(file), file);
  const present = await backendsHere();
  let failed = 0;
  let unknown = 0;
  for (const [name, given] of cases) {
    const errors: string[] = [];
    let verdict = 'ok';
    for (const backend of present) {
      await backends.open(backend, () => {});
      try {
        const error = await tidyAsync(() => oracleError(given));
        if (error === undefined) verdict = 'unknown';
        else {
          errors.push(`${backend} ${error.toExponential(2)}`);
          if (error > TOLERANCE) verdict = 'FAILED';
        }
      } catch (thrown) {
        verdict = 'FAILED';
        errors.push(`${backend} ${thrown instanceof Error ? thrown.message : String(thrown)}`);
      }
    }
    if (verdict === 'FAILED') failed++;
    if (verdict === 'unknown') unknown++;
    process.stdout.write(`${name.padEnd(28)} ${verdict.padEnd(8)} ${errors.join('  ')}\n`);
  }
  if (present.includes('webgpu')) endSoon();
  process.stdout.write(`${cases.length - failed - unknown} ok, ${failed} failed, ${unknown} unknown\n`);
  return failed > 0 || (values.strict && unknown > 0) ? 1 : 0;
}

/** The backends of this machine: WebGPU too where it has an adapter, on the CPU first, since that one is the same
 *  on every machine. */
async function backendsHere(): Promise<readonly BackendName[]> {
  const driver = softwareDriver();
  if (driver) useDriver(driver);
  try {
    await openGpuWithAdapter();
    return ['cpu', 'wasm', 'webgpu'];
  } catch (thrown) {
    process.stderr.write(
      `Without WebGPU: ${said(troubleOf(thrown, 'opening WebGPU', 'The other backends are checked'))}\n`,
    );
    return ['cpu', 'wasm'];
  }
}

function readCases(parsed: unknown, file: string): [string, OracleCase][] {
  const refuse = (why: string) =>
    new TroubleError({
      kind: 'data',
      failed: `Cannot read ${file}`,
      why: ended(why),
      todo: 'Use a file in the form of tests/oracle/official-losses.json.',
    });
  const isObject = (value: unknown): value is OracleCase =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(parsed)) throw refuse('It is not a JSON object of cases by name');
  return Object.entries(parsed).map(([name, given]) => {
    if (!isObject(given)) throw refuse(`Case ${name} is not an object`);
    return [name, given];
  });
}

open(main, { doing: 'checking the oracle' });
