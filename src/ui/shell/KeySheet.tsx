import { type MouseEvent, useEffect, useId, useRef } from 'react';
import { PLOT_KEYS } from '../figures/plot-keys.ts';
import { SHORTCUTS } from './keys.ts';

interface KeySheetProps {
  /** False if the person turned single keys off. */
  readonly heard: boolean;
  readonly onHeard: (on: boolean) => void;
  readonly onClose: () => void;
}

/** Lists the page's keys. The browser closes it on Esc and returns the focus. */
export function KeySheet({ heard, onHeard, onClose }: KeySheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === event.currentTarget) dialog.current?.close();
  };
  return (
    <dialog ref={dialog} className="key-sheet" aria-labelledby={id} onClose={onClose} onClick={onBackdrop}>
      <div className="key-sheet-body">
        <header>
          <h2 id={id}>Keyboard</h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        <dl>
          {SHORTCUTS.map(({ act, shown, does }) => (
            <div key={act}>
              <dt>
                <kbd>{shown}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
          {PLOT_KEYS.map(({ shown, does }) => (
            <div key={shown}>
              <dt>
                <kbd>{shown}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
          <div>
            <dt>
              <kbd>Esc</kbd>
            </dt>
            <dd>Close a dialog or menu; hide the crosshair</dd>
          </div>
        </dl>
        <label>
          <input type="checkbox" checked={heard} onChange={(event) => onHeard(event.target.checked)} />
          Enable keyboard shortcuts (never while typing)
        </label>
      </div>
    </dialog>
  );
}
