import { save } from '../../export/save.ts';
import { CopyButton } from '../kit/CopyButton.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { PUBLIC_HEADS } from './public-heads.ts';

interface WeightsHelpProps {
  /** Open at first, while no file is. */
  readonly open: boolean;
}

/** Writes the prototypes of any model as an array that this page opens. */
const EXPORTER = `import numpy as np
import torch.nn.functional as F
layer = model.head.last_layer  # the layer with one prototype a row
rows = getattr(layer, "weight_v", layer.weight)
rows = F.normalize(rows.detach().float(), dim=1)
np.save("prototypes.npy", rows.cpu().numpy())
`;

/** A call of the logger in a training loop. */
const CALL = `from log_prototypes import log_prototypes
log_prototypes(step, teacher.head.last_layer.weight_v, teacher_scores.chunk(2), loss=loss.item())
`;

/** The logger's own source, which comes once it is asked for. */
const logger = async () => (await import('../../torch/log_prototypes.py?raw')).default;

/** The ways to get prototypes to look at: public checkpoints with their heads, and an exporter for everything else. */
export function WeightsHelp({ open }: WeightsHelpProps) {
  const { complain } = useEnvironment();
  const saveLogger = async () => {
    try {
      save(new Blob([await logger()], { type: 'text/x-python' }), 'log_prototypes.py');
    } catch (thrown) {
      complain(thrown, 'saving the logger');
    }
  };
  return (
    <details className="inspect-help" open={open}>
      <summary>Where to get prototypes</summary>
      <p>
        Most releases hold the backbone alone. Prototypes are in the head, so look for full checkpoints. Keys
        are from each project’s code, and none of these files was opened to check them.
      </p>
      <div className="inspect-files" role="region" aria-label="Public heads" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">File</th>
              <th scope="col">Key</th>
              <th scope="col">
                <i>K</i> × <i>D</i>
              </th>
              <th scope="col">Public with its head?</th>
            </tr>
          </thead>
          <tbody>
            {PUBLIC_HEADS.map(({ method, url, file, key, size, open: words }) => (
              <tr key={method}>
                <th scope="row">
                  <a href={url} target="_blank" rel="noreferrer">
                    {method}
                  </a>
                </th>
                <td>{file}</td>
                <td>
                  <code>{key}</code>
                </td>
                <td>{size}</td>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p>For any other model, write its prototypes as an array in Python, then drop the file here:</p>
      <div className="inspect-code">
        <pre tabIndex={0}>
          <code>{EXPORTER}</code>
        </pre>
        <CopyButton
          word="Copy exporter"
          title="Puts these six lines of Python on the clipboard."
          what="the six lines"
          make={() => EXPORTER}
        />
      </div>
      <p>
        To follow a run while it trains, put log_prototypes.py beside its code and call it every hundred
        steps. It needs torch alone, and works on several ranks. Then drop its log, prototypes.jsonl, on this
        page.
      </p>
      <div className="inspect-code">
        <pre tabIndex={0}>
          <code>{CALL}</code>
        </pre>
        <button type="button" className="quiet" onClick={saveLogger}>
          Save log_prototypes.py
        </button>
        <CopyButton
          word="Copy log_prototypes.py"
          title="Puts the whole file on the clipboard."
          what="the saved file"
          make={logger}
        />
      </div>
    </details>
  );
}
