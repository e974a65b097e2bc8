import { useCallback, useEffect, useRef, useState } from 'react';
import { useEnvironment } from '../kit/environment.ts';

/** Opens runs that were exported as JSON: from a picker, or dropped anywhere on the page. */
export function OpenRuns({ able }: { readonly able: boolean }) {
  const { store, complain } = useEnvironment();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  const open = useCallback(
    async (files: readonly File[]) => {
      if (files.length === 0) return;
      try {
        const { openedFiles } = await import('./opened-files.ts');
        const { lanes, recorded, troubles } = await openedFiles(files, store.state());
        if (lanes.length > 0) store.dispatch({ type: 'openRun', lanes, recorded });
        if (troubles.length > 0) store.dispatch({ type: 'notice', troubles });
      } catch (thrown) {
        complain(thrown, 'opening a run');
      }
    },
    [store, complain],
  );

  useEffect(() => {
    const brings = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!brings(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // every change of element fires this; only without a next element has the drag left the page
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      setOver(false);
      if (!brings(event)) return;
      event.preventDefault();
      void open([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [open]);

  return (
    <>
      <button
        type="button"
        className="quiet"
        disabled={!able}
        title="Opens run files (JSON); you can also drop them on the page."
        onClick={() => picker.current?.click()}
      >
        Open runs
      </button>
      <input
        ref={picker}
        type="file"
        aria-label="Run files"
        accept=".json,application/json"
        multiple
        hidden
        onChange={(event) => {
          const { files } = event.target;
          void open([...(files ?? [])]);
          // the same file can be chosen again
          event.target.value = '';
        }}
      />
      {over && (
        <div className="drop-here">
          <p>Drop a run file (JSON) to open it. Replaces the current lanes.</p>
        </div>
      )}
    </>
  );
}
