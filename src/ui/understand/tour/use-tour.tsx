import { type ComponentType, type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import type { RunConfig } from '../../../base/config.ts';
import { useEnvironment } from '../../kit/environment.ts';
import type { AppState } from '../../state/app-state.ts';
import { vacant } from './run-on-page.ts';
import type { TourProps } from './Tour.tsx';

/** The guided tour, whichever bar or menu its button is in. */
export interface GuidedTour {
  readonly open: boolean;
  readonly toggle: () => void;
  /** The open sheet, at the end of the page. */
  readonly sheet: ReactNode;
}

/** Keeps the tour at the stop where it was left. Its texts and typesetting are loaded when it first opens. */
export function useTour(state: AppState): GuidedTour {
  const { store, complain, controls, bringExample } = useEnvironment();
  const [Sheet, setSheet] = useState<ComponentType<TourProps>>();
  const [bringing, setBringing] = useState(false);
  const [stop, setStop] = useState(0);
  /** All lanes' settings before the tour changed any. */
  const [before, setBefore] = useState<readonly RunConfig[]>();
  const bring = async () => {
    if (!vacant(state)) return;
    // a page of one lane gets a second
    const configs = state.lanes.flatMap(({ config }) => (config ? [config] : []));
    setBringing(true);
    await bringExample(vacant).finally(() => setBringing(false));
    if (!before && store.state().lanes.length > configs.length) setBefore(configs);
  };
  const open = async () => {
    try {
      const { Tour } = await import('./Tour.tsx');
      setSheet(() => Tour);
      await bring();
    } catch (thrown) {
      complain(thrown, 'opening the tour');
    }
  };
  const close = () => {
    setSheet(undefined);
    store.dispatch({ type: 'lookAt' });
    controls.find('tour')?.focus();
  };
  return {
    open: Sheet !== undefined,
    toggle: () => (Sheet ? close() : void open()),
    sheet:
      Sheet &&
      createPortal(
        <Sheet
          state={state}
          stop={stop}
          before={before}
          bringing={bringing}
          onStop={setStop}
          onBefore={setBefore}
          onClose={close}
        />,
        document.body,
      ),
  };
}
