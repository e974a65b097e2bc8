import { EPSILONS } from '../../base/epsilons.ts';
import type { InspectorEstimate } from '../../worker/inspector-messages.ts';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';
import { numeral } from '../words/numerals.ts';
import { ExportWeights } from './ExportWeights.tsx';
import { matrixOf, matrixWords, phaseWords } from './file-words.ts';
import type { Inspector } from './inspector-state.ts';
import type { OpenFile } from './open-file.ts';

interface MatrixBarProps {
  readonly file: OpenFile;
  readonly files: readonly OpenFile[];
  readonly epsilon: number;
  readonly inspector: Inspector;
}

/** Picks the matrix of a file, and shows how far its count is. */
export function MatrixBar({ file, files, epsilon, inspector }: MatrixBarProps) {
  const { id, weights, trouble, turned, count } = file;
  if (trouble) return <TroubleNotice trouble={trouble} />;
  if (!weights) return <p role="status">Reading the list of matrices</p>;
  const { matrices } = weights;
  const matrix = matrixOf(file);
  const likely = matrices.filter(({ why }) => why !== '').length;
  const options = matrices.map((each, i) => (
    <option key={each.key} value={i}>
      {matrixWords(each)}
    </option>
  ));
  const running = count && ['waiting', 'reading', 'counting', 'comparing'].includes(count.phase);
  return (
    <>
      <h3>{file.file.name}</h3>
      {weights.notes.map((note) => (
        <p key={note} className="inspect-note">
          {note}
        </p>
      ))}
      {likely === 0 && (
        <p>
          {matrices.length === 1
            ? 'Its only matrix has'
            : `None of its ${numeral(matrices.length)} matrices has`}{' '}
          a name of prototypes. Pick {matrices.length === 1 ? 'it' : 'one'} to count its rows anyway.
        </p>
      )}
      <div className="inspect-pick">
        <label className="pick">
          <span>Matrix (prototypes × dimensions)</span>
          <select
            value={file.matrix ?? ''}
            onChange={(event) => inspector.choose(id, Number(event.target.value))}
          >
            {file.matrix === undefined && <option value="">Pick a matrix</option>}
            {likely > 0 && <optgroup label="Likely prototypes">{options.slice(0, likely)}</optgroup>}
            {likely < matrices.length && <optgroup label="Other matrices">{options.slice(likely)}</optgroup>}
          </select>
        </label>
        {matrix && (
          <label className="inspect-turn" title="Takes the columns of the matrix for prototypes.">
            <input
              type="checkbox"
              checked={turned}
              onChange={(event) => inspector.turn(id, event.target.checked)}
            />
            Exchange rows and columns
          </label>
        )}
        {matrices.length > 1 && (
          <button type="button" className="quiet" onClick={() => inspector.again(id)}>
            Compare another matrix
          </button>
        )}
        {count?.counts && <ExportWeights file={file} files={files} epsilon={epsilon} inspector={inspector} />}
      </div>
      {matrix && (
        <p className="inspect-note">
          {[matrix.why, matrix.turned ? 'The file holds it transposed.' : '', precision(matrix.dtype)].join(
            ' ',
          )}
        </p>
      )}
      {count && running && (
        <div className="inspect-progress">
          <span>{phaseWords(count)}</span>
          <progress
            aria-label={`Count of ${file.file.name}`}
            {...(count.phase === 'counting' && { value: count.share })}
          />
          <button type="button" onClick={() => inspector.cancel(id)}>
            Cancel
          </button>
          {count.estimate && !count.counts && matrix && (
            <p>{estimateWords(count.estimate, epsilon, matrix.K)}</p>
          )}
        </div>
      )}
      {count?.phase === 'failed' && count.trouble && (
        <TroubleNotice trouble={count.trouble}>
          <button type="button" onClick={() => inspector.recount(id)}>
            Try again
          </button>
        </TroubleNotice>
      )}
      {count?.phase === 'cancelled' && (
        <p className="inspect-progress">
          <span>{count.counts ? 'The random baseline is cancelled.' : 'The count is cancelled.'}</span>
          <button type="button" onClick={() => inspector.recount(id)}>
            Count again
          </button>
        </p>
      )}
    </>
  );
}

/** The estimate before the exact count, in one sentence. */
function estimateWords({ unique, error }: InspectorEstimate, epsilon: number, K: number): string {
  const [count = Number.NaN, half = Number.NaN] = [unique[epsilon], error[epsilon]];
  return `About ${numeral(Math.round(count))} ± ${numeral(Math.round(half))} of ${numeral(K)} unique (ε ${EPSILONS[epsilon]}). The exact count is running.`;
}

/** The effect of a short type on duplicates. */
const precision = (dtype: string): string =>
  /^b?float16$/.test(dtype)
    ? `In ${dtype} nearly equal prototypes round to equal ones, so small ε counts are rough.`
    : '';
