import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresOf } from './figures.ts';
import { drawPictures } from './picture.ts';
import { reportMarkdown } from './report.ts';
import type { Reproduction } from './results.ts';
import { resultsCsv, resultsJson } from './tables.ts';
import { verdictsOf } from './verdicts.ts';

/** Writes the files of a reproduction into `folder`, each whole or not at all, and returns their names. PNGs need a
 *  Chromium and are left out without one. */
export async function writeFolder(folder: string, results: Reproduction): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const figures = figuresOf(results);
  const verdicts = verdictsOf(results);
  const files: [string, string | Uint8Array][] = [
    ['results.json', resultsJson(results, verdicts)],
    ['results.csv', resultsCsv(results)],
    ['report.md', reportMarkdown(results, figures, verdicts)],
    ...figures.map(({ name, svg }): [string, string] => [`${name}.svg`, svg]),
  ];
  for (const [name, content] of files) write(join(folder, name), content);
  const pictures = await drawPictures(figures.map(({ svg }) => svg));
  pictures?.forEach((bytes, i) => {
    files.push([`${figures[i].name}.png`, bytes]);
    write(join(folder, `${figures[i].name}.png`), bytes);
  });
  return files.map(([name]) => name);
}

function write(path: string, content: string | Uint8Array): void {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
