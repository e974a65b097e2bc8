import './inspect.css';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { inspectInWorker } from '../../worker/inspector-client.ts';
import { EpsilonPick } from '../kit/EpsilonPick.tsx';
import { EnvironmentContext, useEnvironment } from '../kit/environment.ts';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';
import { FilesTable } from './FilesTable.tsx';
import { createInspector } from './inspector-state.ts';
import { MatrixBar } from './MatrixBar.tsx';
import { RunOfFiles } from './RunOfFiles.tsx';
import { WeightsHelp } from './WeightsHelp.tsx';
import { WeightsView } from './WeightsView.tsx';

interface InspectProps {
  /** Files to open, each list once. */
  readonly given: readonly File[];
}

/** Other people's checkpoints: which matrix holds the prototypes, and whether they collapsed. */
export function Inspect({ given }: InspectProps) {
  const [inspector] = useState(() => createInspector(inspectInWorker));
  const state = useSyncExternalStore(inspector.subscribe, inspector.state);
  const around = useEnvironment();
  // the plots are of no lane: neither its backend nor its changes belong to them
  const environment = useMemo(() => {
    const { store } = around;
    return { ...around, store: { ...store, state: () => ({ ...store.state(), lanes: [] }) } };
  }, [around]);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (given.length > 0) inspector.open(given);
  }, [given, inspector]);
  const { files, shown, epsilon, said, trouble } = state;
  const file = files.find(({ id }) => id === shown);
  return (
    <div className="inspect" data-filled={files.length > 0}>
      <div className="inspect-head">
        <p>
          Drop checkpoints or a folder anywhere on the page: .pth, .pt, .ckpt, .bin, .safetensors, .npy or
          .npz. Weights stay on this machine.
        </p>
        <button type="button" onClick={() => picker.current?.click()}>
          Choose weights
        </button>
        <input
          ref={picker}
          type="file"
          aria-label="Weights files"
          multiple
          hidden
          onChange={(event) => {
            inspector.open([...(event.target.files ?? [])]);
            // the same file can be chosen again
            event.target.value = '';
          }}
        />
        {files.length > 0 && (
          <EpsilonPick
            label="Count duplicates within"
            epsilon={epsilon}
            onPick={(index) => inspector.setEpsilon(index)}
          />
        )}
      </div>
      <p className="unseen" role="status">
        {said}
      </p>
      {trouble && (
        <TroubleNotice trouble={trouble}>
          <button type="button" onClick={inspector.forgive}>
            Dismiss
          </button>
        </TroubleNotice>
      )}
      {files.length > 0 && <FilesTable inspector={inspector} state={state} />}
      {file && (
        <EnvironmentContext value={environment}>
          <section className="inspect-file" aria-label={`Weights: ${file.file.name}`}>
            <MatrixBar file={file} files={files} epsilon={epsilon} inspector={inspector} />
            <WeightsView key={file.id} file={file} files={files} epsilon={epsilon} inspector={inspector} />
          </section>
        </EnvironmentContext>
      )}
      <EnvironmentContext value={environment}>
        <RunOfFiles files={files} epsilon={epsilon} />
      </EnvironmentContext>
      <WeightsHelp open={files.length === 0} />
    </div>
  );
}
