import { useState } from 'react';
import { EPSILONS } from '../../base/epsilons.ts';
import { uniqueVsOrder } from '../../plots/unique-vs-order.ts';
import { createCrosshair } from '../figures/crosshair.ts';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { Draw } from '../figures/panels.ts';
import { newMemo } from '../kit/memo.ts';
import { oneRun, placesInRun } from './file-order.ts';
import type { OpenFile } from './open-file.ts';

interface RunOfFilesProps {
  readonly files: readonly OpenFile[];
  readonly epsilon: number;
}

const frame = (callback: () => void) => requestAnimationFrame(callback);

/** The counted files as the checkpoints of one run, in the order of the table. */
export function RunOfFiles({ files, epsilon: e }: RunOfFilesProps) {
  const [keep] = useState(newMemo);
  const [crosshair] = useState(() => createCrosshair(frame));
  const [asked, setAsked] = useState<boolean>();
  const counted = files.filter(({ count }) => count?.counts);
  if (counted.length < 2) return null;
  const shows = asked ?? oneRun(counted);
  const draw = keep('run', [e, ...counted], (): Draw => {
    const { moment, at } = placesInRun(counted);
    const epsilon = EPSILONS[e] ?? 0;
    const unique = counted.map(({ count }) => {
      const { counts } = count ?? {};
      return counts ? (counts.unique[counts.epsilons.indexOf(epsilon)] ?? Number.NaN) / counts.K : Number.NaN;
    });
    const lane = { id: 0, label: 'unique', method: 'weights', prototypes: 'joint' };
    return (options) => uniqueVsOrder({ lane, moment, at, unique, epsilon }, options);
  });
  return (
    <section className="inspect-run" aria-label="Files as one run">
      <label className="inspect-turn">
        <input type="checkbox" checked={shows} onChange={(event) => setAsked(event.target.checked)} />
        These files are checkpoints of one run, in this order
      </label>
      {shows && (
        <PlotFigure
          name="Unique prototypes over the files"
          heading="Unique prototypes during training"
          note="Files take their epoch or step if all have it, and otherwise the order of the table."
          draw={draw}
          aspect={0.36}
          minHeight={206}
          caption={counted.map(({ file }) => file.name).join(', ')}
          saves
          crosshair={crosshair}
        />
      )}
    </section>
  );
}
