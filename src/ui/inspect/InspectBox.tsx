import { type ComponentType, useEffect, useRef, useState } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import type { Inspect } from './Inspect.tsx';

interface InspectBoxProps {
  /** The latest files of weights from a drop or a picker. */
  readonly given: readonly File[];
}

/** The panel of weights files. It loads when it first opens, and opens by itself for files. */
export function InspectBox({ given }: InspectBoxProps) {
  const { complain } = useEnvironment();
  const { ref, ...control } = useControl('weights');
  const box = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  const [Panel, setPanel] = useState<ComponentType<Parameters<typeof Inspect>[0]>>();
  useEffect(() => {
    if (given.length > 0) setOpen(true);
  }, [given]);
  useEffect(() => {
    if (given.length > 0 && Panel) box.current?.scrollIntoView({ block: 'start' });
  }, [given, Panel]);
  useEffect(() => {
    if (!open || Panel) return;
    import('./Inspect.tsx').then(
      (part) => setPanel(() => part.Inspect),
      (thrown: unknown) => complain(thrown, 'loading the panel of weights'),
    );
  }, [open, Panel, complain]);
  return (
    <details
      className="inspect-box"
      ref={box}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      data-embed="off"
      {...control}
    >
      <summary ref={ref}>Open a checkpoint: are its prototypes collapsed?</summary>
      {Panel && <Panel given={given} />}
    </details>
  );
}
