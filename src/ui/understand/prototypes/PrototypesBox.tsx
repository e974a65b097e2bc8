import './prototypes.css';
import { useState } from 'react';
import { useControl } from '../../kit/use-control.ts';
import { usePart } from '../../kit/use-part.ts';
import type { AppState } from '../../state/app-state.ts';

const loadPanel = async () => (await import('./Prototypes.tsx')).Prototypes;

/** The panel of single prototypes. It loads, draws and sends questions only while it is open. */
export function PrototypesBox({ state }: { readonly state: AppState }) {
  const { ref, ...control } = useControl('map');
  const [open, setOpen] = useState(false);
  const Panel = usePart(open, loadPanel, 'loading the prototypes panel');
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
