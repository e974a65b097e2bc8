import { type ReactNode, type ToggleEvent, useContext, useEffect, useRef, useState } from 'react';
import { type ControlId, settingId } from '../state/controls.ts';
import { useEnvironment } from './environment.ts';
import { LaneContext, useControl } from './use-control.ts';

interface FoldedProps {
  readonly className: string;
  readonly summary: ReactNode;
  /** Open at first. */
  readonly open?: boolean;
  /** The panel's own id. Keys and the tour go to its summary; a link hides all of it. */
  readonly control?: ControlId;
  /** Keys of the settings inside. `reveal` opens the panel when it looks for one of them. */
  readonly holds?: readonly string[];
  /** Called when it opens or closes, by whatever hand. */
  readonly onOpen?: (open: boolean) => void;
  readonly children: ReactNode;
}

const NOTHING: readonly string[] = [];

/** A panel that mounts its content when it first opens, because the page has hundreds of controls and shows few. */
export function Folded(props: FoldedProps) {
  const { className, summary, open = false, control, holds = NOTHING, children } = props;
  const { controls } = useEnvironment();
  const lane = useContext(LaneContext);
  const folder = useRef<HTMLDetailsElement>(null);
  const { ref, ...name } = useControl(control);
  const keys = holds.join(' ');
  useEffect(() => {
    const element = folder.current;
    if (!element || keys === '') return undefined;
    return controls.addFolder(keys.split(' ').map(settingId), lane, element);
  }, [controls, keys, lane]);
  const [opened, setOpened] = useState(open);
  const toggled = (event: ToggleEvent<HTMLDetailsElement>) => {
    if (event.currentTarget.open) setOpened(true);
    props.onOpen?.(event.currentTarget.open);
  };
  return (
    <details ref={folder} className={className} open={open} onToggle={toggled} data-embed="off" {...name}>
      <summary ref={ref}>{summary}</summary>
      {opened && children}
    </details>
  );
}
