import './source.css';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useId, useRef, useState } from 'react';
import type { Catalogue, PartInfo } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';
import { arxivUrl, type Paper } from '../../../base/papers.ts';
import { laneName, partOf } from '../../state/experiment.ts';
import { Equations } from '../../words/Equations.tsx';
import { PairNote } from './PairNote.tsx';
import { SourceText } from './SourceText.tsx';
import { sourceFile } from './source-files.ts';

export interface SourcePaneProps {
  readonly config: RunConfig;
  readonly catalogue: Catalogue;
  readonly onClose: () => void;
}

const SHELVES = ['method', 'prototypes'] as const;
type Shelf = (typeof SHELVES)[number];
const KINDS: Readonly<Record<Shelf, string>> = { method: 'Method', prototypes: 'Prototypes' };

/** Equations, papers and source files of a lane's method and prototypes. The browser closes the pane on Esc and returns
 *  the focus. */
export const SourcePane = memo(function SourcePane({ config, catalogue, onClose }: SourcePaneProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [shelf, setShelf] = useState<Shelf>('method');
  const id = useId();
  const part = partOf(config, shelf, catalogue);
  useEffect(() => dialog.current?.showModal(), []);
  const onBackdrop = (event: MouseEvent) => {
    if (event.target === event.currentTarget) dialog.current?.close();
  };
  return (
    <dialog
      ref={dialog}
      className="source"
      aria-labelledby={`${id}-title`}
      onClose={onClose}
      onClick={onBackdrop}
    >
      <div className="source-sheet">
        <header className="source-head">
          <div>
            <h2 id={`${id}-title`}>Source of {laneName(config, catalogue)}</h2>
            <PairNote config={config} catalogue={catalogue} />
          </div>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </header>
        <div className="source-tabs" role="tablist" aria-label="Part" onKeyDown={moveFocus}>
          {SHELVES.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              id={`${id}-${each}`}
              className="source-tab"
              aria-selected={each === shelf}
              aria-controls={`${id}-panel`}
              tabIndex={each === shelf ? 0 : -1}
              onClick={() => setShelf(each)}
              onFocus={() => setShelf(each)}
            >
              <span>{KINDS[each]}</span> {partOf(config, each, catalogue)?.title}
            </button>
          ))}
        </div>
        <div
          key={shelf}
          role="tabpanel"
          id={`${id}-panel`}
          className="source-panel"
          aria-labelledby={`${id}-${shelf}`}
          tabIndex={0}
        >
          {part && <Reading shelf={shelf} part={part} />}
        </div>
      </div>
    </dialog>
  );
});

/** Left and right move the focus from tab to tab, and from the last to the first. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return;
  const tabs: (Element | null)[] = [...event.currentTarget.querySelectorAll('[role=tab]')];
  const at = tabs.indexOf(document.activeElement);
  const next = tabs[(at + by + tabs.length) % tabs.length];
  if (next instanceof HTMLElement) next.focus();
}

function Reading({ shelf, part }: { readonly shelf: Shelf; readonly part: PartInfo }) {
  const file = sourceFile(shelf, part.id);
  return (
    <>
      <p>
        <strong>{part.title}</strong>: {part.summary}
      </p>
      {part.papers.length > 0 && (
        <ul className="papers">
          {part.papers.map((paper) => (
            <PaperLine key={paper.title} paper={paper} />
          ))}
        </ul>
      )}
      {part.equations && <Equations equations={part.equations} />}
      {part.departures && (
        <>
          <h3>Differences from the authors’ code</h3>
          <ul className="departures">
            {part.departures.map((departure) => (
              <li key={departure}>{departure}</li>
            ))}
          </ul>
        </>
      )}
      {file && (
        <>
          <h3>{file.path}</h3>
          <SourceText text={file.text} />
        </>
      )}
    </>
  );
}

function PaperLine({ paper: { authors, year, title, arxiv } }: { readonly paper: Paper }) {
  return (
    <li>
      {authors} {year}, <cite>{title}</cite>
      {arxiv && (
        <>
          ,{' '}
          <a href={arxivUrl(arxiv)} target="_blank" rel="noreferrer">
            arXiv {arxiv}
          </a>
        </>
      )}
    </li>
  );
}
