import { type ComponentType, useState } from 'react';
import { createPortal } from 'react-dom';
import type { RunConfig } from '../../../base/config.ts';
import { ended, TroubleError } from '../../../base/errors.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { useControl } from '../../kit/use-control.ts';
import type { AppState } from '../../state/app-state.ts';
import type { TourProps } from './Tour.tsx';

/** Opens the guided tour at the stop where it was left. Its texts and typesetting are loaded on the first press. */
export function TourButton({ state }: { readonly state: AppState }) {
  const { complain, controls, lesson } = useEnvironment();
  const control = useControl('tour');
  const [Sheet, setSheet] = useState<ComponentType<TourProps>>();
  const [stop, setStop] = useState(0);
  /** All lanes' settings before the tour changed any. */
  const [before, setBefore] = useState<readonly RunConfig[]>();
  const open = async () => {
    try {
      const { Tour } = await import('./Tour.tsx');
      setSheet(() => Tour);
    } catch (thrown) {
      complain(unloadable(thrown), 'opening the tour');
    }
  };
  const close = () => {
    setSheet(undefined);
    controls.find('tour')?.focus();
  };
  // The stops change the lanes, which a lesson with locks forbids.
  if (lesson.lock.size > 0) return null;
  return (
    <>
      <button
        type="button"
        className="quiet"
        {...control}
        aria-expanded={Sheet !== undefined}
        title="Ten short stops; the tour runs the experiment for you."
        onClick={() => (Sheet ? close() : open())}
      >
        Tour
      </button>
      {Sheet &&
        createPortal(
          <Sheet
            state={state}
            stop={stop}
            before={before}
            onStop={setStop}
            onBefore={setBefore}
            onClose={close}
          />,
          document.body,
        )}
    </>
  );
}

const unloadable = (thrown: unknown) =>
  new TroubleError({
    kind: 'data',
    failed: 'The tour did not load',
    why: ended(thrown instanceof Error ? thrown.message : String(thrown)),
    todo: 'Check the connection and press Tour again. If the page was updated meanwhile, reload it.',
  });
