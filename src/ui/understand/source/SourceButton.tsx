import { type ComponentType, useCallback, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { useControl } from '../../kit/use-control.ts';
import type { SourcePaneProps } from './SourcePane.tsx';

interface SourceButtonProps {
  readonly config: RunConfig;
  readonly catalogue: Catalogue;
}

/** Opens the pane with a lane's equations and source. The pane and its typesetting are loaded on the first press. */
export function SourceButton({ config, catalogue }: SourceButtonProps) {
  const { complain } = useEnvironment();
  const [Pane, setPane] = useState<ComponentType<SourcePaneProps>>();
  const close = useCallback(() => setPane(undefined), []);
  const open = async () => {
    try {
      const { SourcePane } = await import('./SourcePane.tsx');
      setPane(() => SourcePane);
    } catch (thrown) {
      complain(thrown, 'opening the source');
    }
  };
  return (
    <>
      <button
        type="button"
        className="source-open"
        {...useControl('source')}
        aria-haspopup="dialog"
        title="Equations, papers and source code of this lane."
        onClick={open}
      >
        Source
      </button>
      {/* at the end of the page: a lane's menu would hide it when it closes */}
      {Pane && createPortal(<Pane config={config} catalogue={catalogue} onClose={close} />, document.body)}
    </>
  );
}
