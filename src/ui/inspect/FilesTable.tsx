import { EPSILONS } from '../../base/epsilons.ts';
import { numeral, percent } from '../words/numerals.ts';
import { Term } from '../words/Term.tsx';
import { matrixOf, phaseWords, sizeWords, uniqueWords } from './file-words.ts';
import type { Inspector, InspectorState } from './inspector-state.ts';
import type { OpenFile } from './open-file.ts';
import { groupsAt } from './weight-groups.ts';

interface FilesTableProps {
  readonly inspector: Inspector;
  readonly state: InspectorState;
}

/** All open files with their numbers. A press shows one; buttons and drags put them in order. */
export function FilesTable({ inspector, state }: FilesTableProps) {
  const { files, shown, epsilon } = state;
  return (
    // the focus makes the box scroll by keys
    <div className="inspect-files" role="region" aria-label="Open weights" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="number">
              <i>K</i> × <i>D</i>
            </th>
            <th scope="col">Type</th>
            <th scope="col" className="number">
              <Term of="unique">Unique</Term> (ε {EPSILONS[epsilon]})
            </th>
            <th scope="col" className="number">
              Random
            </th>
            <th scope="col" className="number">
              <Term of="dead">Dead</Term>
            </th>
            <th scope="col" className="number">
              Largest group
            </th>
            <th scope="col" className="number">
              <Term of="uniformity">Uniformity</Term>
            </th>
            <th scope="col" className="number">
              Effective rank
            </th>
            <th scope="col">
              <span className="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file, place) => (
            <tr
              key={file.id}
              data-shown={file.id === shown}
              draggable={files.length > 1}
              onDragStart={(event) => event.dataTransfer.setData(DRAGGED, String(file.id))}
              onDragOver={(event) => {
                if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
              }}
              onDrop={(event) => {
                const id = event.dataTransfer.getData(DRAGGED);
                if (id === '') return;
                event.preventDefault();
                inspector.move(Number(id), place);
              }}
            >
              <th scope="row">
                <button
                  type="button"
                  className="inspect-name"
                  aria-pressed={file.id === shown}
                  onClick={() => inspector.show(file.id)}
                >
                  {file.file.name}
                </button>
                <small>{detail(file)}</small>
              </th>
              <Numbers file={file} epsilon={epsilon} />
              <td className="inspect-acts">
                {files.length > 1 && (
                  <>
                    <button
                      type="button"
                      aria-label={`Move up: ${file.file.name}`}
                      disabled={place === 0}
                      onClick={() => inspector.move(file.id, place - 1)}
                    >
                      ↑
                    </button>
                    <button
                      type="button"
                      aria-label={`Move down: ${file.file.name}`}
                      disabled={place === files.length - 1}
                      onClick={() => inspector.move(file.id, place + 1)}
                    >
                      ↓
                    </button>
                  </>
                )}
                <button
                  type="button"
                  aria-label={`Close ${file.file.name}`}
                  onClick={() => inspector.close(file.id)}
                >
                  ×
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const DRAGGED = 'application/x-weights-file';

/** The matrix and the moment of a file, or the reason why there is none. */
function detail(file: OpenFile): string {
  const { weights, trouble } = file;
  if (trouble) return trouble.failed;
  const { moment } = weights ?? {};
  const matrix = matrixOf(file);
  return [matrix?.key, moment && `${moment.name} ${numeral(moment.value)}`].filter(Boolean).join(' · ');
}

function Numbers({ file, epsilon }: { readonly file: OpenFile; readonly epsilon: number }) {
  const matrix = matrixOf(file);
  const { count } = file;
  const counts = count?.counts;
  const place = counts?.epsilons.indexOf(EPSILONS[epsilon] ?? 0) ?? -1;
  const cells = counts
    ? [
        uniqueWords(counts.unique[place] ?? Number.NaN, counts.K),
        count.random ? percent(count.random.mean[place]) : '',
        numeral(counts.dead.length),
        numeral(groupsAt(counts.representatives, epsilon).largest[0]?.size ?? 1),
        counts.uniformity.toFixed(2).replace('-', '−'),
        counts.rank?.toFixed(1) ?? '',
      ]
    : [count ? phaseWords(count) : '', '', '', '', '', ''];
  return (
    <>
      <td className="number">{matrix && sizeWords(matrix.K, matrix.D)}</td>
      <td>{matrix?.dtype}</td>
      {cells.map((words, i) => (
        <td key={NAMES[i]} className="number">
          {words}
        </td>
      ))}
    </>
  );
}

const NAMES = ['unique', 'random', 'dead', 'largest', 'uniformity', 'rank'] as const;
