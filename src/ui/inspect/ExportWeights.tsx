import { useRef, useState } from 'react';
import { EPSILONS } from '../../base/epsilons.ts';
import { save } from '../../export/save.ts';
import { fileWord } from '../figures/plot-file.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Menu } from '../kit/Menu.tsx';
import { numeral } from '../words/numerals.ts';
import { chosenOf, type Inspector } from './inspector-state.ts';
import type { OpenFile } from './open-file.ts';
import { keptAt, representativesAt } from './weight-groups.ts';
import { curvesCsv, weightsJson } from './weights-export.ts';

interface ExportWeightsProps {
  readonly file: OpenFile;
  readonly files: readonly OpenFile[];
  readonly epsilon: number;
  readonly inspector: Inspector;
}

/** Saves the counts of a file, its groups, and its prototypes without duplicates. Plots have their own menus. */
export function ExportWeights({ file, files, epsilon: e, inspector }: ExportWeightsProps) {
  const { complain } = useEnvironment();
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLSpanElement>(null);
  const counts = file.count?.counts;
  if (!counts) return null;
  const epsilon = EPSILONS[e];
  const stem = fileWord(file.file.name.replace(/(\.pth)?\.\w+$/, ''));
  const kept = counts.unique[counts.epsilons.indexOf(epsilon ?? 0)] ?? 0;
  const run = (name: string, make: () => Promise<Blob> | Blob) => async () => {
    const menu = box.current?.querySelector('details');
    if (menu) menu.open = false;
    box.current?.querySelector('summary')?.focus();
    setBusy(true);
    try {
      save(await make(), `${stem}-${name}`);
    } catch (thrown) {
      complain(thrown, `saving ${name}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <span ref={box} aria-busy={busy}>
      <Menu name="Export counts" summary={busy ? 'Writing' : 'Export'}>
        <button
          type="button"
          onClick={run('counts.json', () => new Blob([weightsJson(file)], { type: 'application/json' }))}
        >
          Counts (JSON)
        </button>
        <button
          type="button"
          onClick={run('curves.csv', () => new Blob([curvesCsv(files)], { type: 'text/csv' }))}
        >
          Curves of all files (CSV)
        </button>
        <button
          type="button"
          onClick={run('groups.csv', () => {
            const { K, representatives, norms, nearest } = counts;
            return inspector.write(
              { type: 'groups', columns: { K, representatives, norms, nearest } },
              'text/csv',
            );
          })}
        >
          Groups of duplicates (CSV)
        </button>
        <button
          type="button"
          onClick={run(`unique-${epsilon}.npy`, () =>
            inspector.write(
              {
                type: 'rows',
                chosen: chosenOf(file),
                keep: keptAt(representativesAt(counts.representatives, e)),
              },
              'application/octet-stream',
            ),
          )}
        >
          {numeral(kept)} prototypes without duplicates (.npy)
        </button>
      </Menu>
    </span>
  );
}
