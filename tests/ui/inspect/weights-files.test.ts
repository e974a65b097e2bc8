import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { dividedFiles, weightsBytes } from '../../../src/ui/inspect/weights-files.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../formats/files/${name}`, import.meta.url)));
const names = (files: readonly File[]) => files.map(({ name }) => name);

describe('weights among other files', () => {
  it.each([
    'dino_full.pth',
    'dino_full_legacy.pth',
    'swav.pth.tar',
    'heads.safetensors',
    'prototypes_f16.npy',
    'lying_header.safetensors',
    'hostile_reduce.pth',
  ])('are told by the first bytes of %s', (name) => {
    expect(weightsBytes(fixture(name).subarray(0, 256))).toBe(true);
  });

  it('are told by their bytes whatever their names are', async () => {
    const files = [
      new File([fixture('dino_full.pth')], 'run.json'),
      new File(['{"lanes": []}'], 'model.pth'),
      new File([zipSync({ 'a.npy': fixture('prototypes_f32.npy') })], 'arrays'),
      new File([zipSync({ 'run.json': strToU8('{}'), 'plot.svg': strToU8('<svg/>') })], 'figures.zip'),
    ];
    const { weights, others } = await dividedFiles(files, []);
    expect(names(weights)).toEqual(['run.json', 'arrays']);
    expect(names(others)).toEqual(['model.pth', 'figures.zip']);
  });

  it('are told by their names where the bytes say nothing', async () => {
    const files = ['empty.npy', 'a.pth', 'notes.txt', 'run.json.gz'].map((name) => new File([], name));
    const { weights, others } = await dividedFiles(files, []);
    expect(names(weights)).toEqual(['empty.npy', 'a.pth']);
    expect(names(others)).toEqual(['notes.txt', 'run.json.gz']);
  });
});
