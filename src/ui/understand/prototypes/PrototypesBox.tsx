import './prototypes.css';
import { type ComponentType, useEffect, useState } from 'react';
import { useEnvironment } from '../../kit/environment.ts';
import { useControl } from '../../kit/use-control.ts';
import type { AppState } from '../../state/app-state.ts';
import type { Prototypes } from './Prototypes.tsx';

/** The panel of single prototypes. It loads, draws and sends questions only while it is open. */
export function PrototypesBox({ state }: { readonly state: AppState }) {
  const { complain } = useEnvironment();
  const { ref, ...control } = useControl('map');
  const [open, setOpen] = useState(false);
  const [Panel, setPanel] = useState<ComponentType<Parameters<typeof Prototypes>[0]>>();
  useEffect(() => {
    if (!open || Panel) return;
    import('./Prototypes.tsx').then(
      (part) => setPanel(() => part.Prototypes),
      (thrown: unknown) => complain(thrown, 'loading the prototypes panel'),
    );
  }, [open, Panel, complain]);
  return (
    <details
      className="prototypes-box"
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-embed="off"
      {...control}
    >
      <summary ref={ref}>Inspect prototypes: map, duplicates, nearest images</summary>
      {open && Panel && <Panel state={state} />}
    </details>
  );
}
