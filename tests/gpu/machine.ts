import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** The sources that the kit was packed from. */
export interface Manifest {
  readonly name: string;
  readonly commit: string;
  /** Files that differed from that commit. */
  readonly changed: number;
  readonly webgpu: string;
}

/** The place and the sources of a check. */
export interface Machine extends Manifest {
  readonly node: string;
  /** The sources that ran, in words. */
  readonly sources: string;
  /** The card with its driver; empty where there is none. */
  readonly card: string;
  readonly adapter: string;
  readonly cpu: string;
  readonly cores: number;
  readonly date: string;
}

export const MANIFEST = 'manifest.json';

export const readManifest = (work: string): Manifest =>
  JSON.parse(readFileSync(join(work, MANIFEST), 'utf8'));

/** The kit's commit in words. */
export const commitOf = ({ commit, changed }: Manifest) => `${commit}${changed > 0 ? ' with changes' : ''}`;

/** The NVIDIA card and its driver, as nvidia-smi names them; empty where there is none. */
export function findCard(): string {
  const { status, stdout } = spawnSync(
    'nvidia-smi',
    ['--query-gpu=name,driver_version', '--format=csv,noheader'],
    { encoding: 'utf8' },
  );
  return status === 0 ? stdout.trim() : '';
}

export function machineOf(manifest: Manifest, sources: string, card: string, adapter: string): Machine {
  const processors = cpus();
  return {
    ...manifest,
    node: process.version,
    sources,
    card,
    adapter,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    date: new Date().toISOString(),
  };
}
