import './share.css';
import { memo, type ReactNode, useCallback, useState } from 'react';
import { PAPER_BIBTEX, toolBibtex } from '../../export/bibtex.ts';
import { copyPicture, copyText, pictureCopyRefusal } from '../../export/copy.ts';
import { save } from '../../export/save.ts';
import { svgToPng } from '../../export/svg-to-png.ts';
import { useEnvironment } from '../kit/environment.ts';
import { Icon } from '../kit/Icon.tsx';
import { useMenu } from '../kit/menu.ts';
import { useControl } from '../kit/use-control.ts';
import { plainAddress } from '../state/address/address.ts';
import { captionText } from '../words/caption.ts';
import { comparisonCsv, comparisonFigure, comparisonJson, fileName } from './export-run.ts';
import { PrintPicks } from './PrintPicks.tsx';
import { keepChoice, keptChoice, type PrintChoice } from './print-choice.ts';

type Scale = 1 | 2 | 3;
const SCALES: readonly Scale[] = [1, 2, 3];

const SOON = 'Nothing to export yet: start a run first.';

/** A line of the menu, with its ways to export. */
interface Line {
  readonly title: string;
  /** Choices to make before exporting, such as the scale of a picture. */
  readonly picks?: ReactNode;
  readonly ways: readonly Way[];
}

interface Way {
  /** Accessible name. */
  readonly name: string;
  readonly word: string;
  /** The reason why it cannot be used now. */
  readonly refusal?: string | undefined;
  readonly act: () => Promise<void> | void;
  /** The message after success. */
  readonly done?: string;
}

const refusalOfPicture = pictureCopyRefusal();

/** Exports the whole comparison: one figure, its numbers, everything at once, and what a paper needs. Unless `able`,
 *  there is nothing to export yet. */
export const ExportMenu = memo(function ExportMenu({ able }: { readonly able: boolean }) {
  const { complain, store } = useEnvironment();
  const menu = useMenu();
  const [scale, setScale] = useState<Scale>(2);
  const [print, setPrint] = useState(keptChoice);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState('');
  const soon = able ? undefined : SOON;

  const run = async ({ name, act, done }: Way) => {
    if (busy) return;
    setBusy(true);
    setTold(done === undefined ? `${name}: in progress` : '');
    try {
      await act();
      setTold(done ?? '');
    } catch (thrown) {
      setTold('');
      complain(thrown, name);
    } finally {
      setBusy(false);
    }
  };
  const saved = (make: () => Promise<Blob> | Blob, end: string) => async () =>
    save(await make(), `${fileName(store.state())}.${end}`);
  const text = (content: () => string, type: string, end: string) =>
    saved(() => new Blob([content()], { type }), end);
  const png = () => svgToPng(comparisonFigure(store.state()), scale);
  const caption = () => captionText(store.state(), plainAddress(location.href));
  const bib = (content: string, file: string) => () =>
    save(new Blob([content], { type: 'application/x-bibtex' }), file);
  const tool = toolBibtex(__VERSION__, __COMMIT__);
  const choosePrint = (choice: PrintChoice) => {
    setPrint(choice);
    keepChoice(choice);
  };

  const lines: readonly Line[] = [
    {
      title: 'Figure of all lanes',
      picks: (
        <select
          aria-label="PNG scale"
          value={scale}
          onChange={(event) => setScale(SCALES.find((each) => String(each) === event.target.value) ?? 2)}
        >
          {SCALES.map((each) => (
            <option key={each} value={each}>
              {each}x
            </option>
          ))}
        </select>
      ),
      ways: [
        { name: 'Export PNG', word: 'PNG', refusal: soon, act: saved(png, 'png') },
        {
          name: 'Export SVG',
          word: 'SVG',
          refusal: soon,
          act: text(() => comparisonFigure(store.state()), 'image/svg+xml', 'svg'),
        },
        {
          name: 'Copy figure',
          word: 'Copy',
          refusal: soon ?? refusalOfPicture,
          act: () => copyPicture(png),
          done: 'Figure copied.',
        },
      ],
    },
    {
      title: 'Figure for a paper',
      picks: <PrintPicks choice={print} choose={choosePrint} />,
      ways: [
        {
          name: 'Save print figure',
          word: 'Save',
          refusal: soon,
          act: async () => {
            const { printFile } = await import('./print-file.ts');
            const file = await printFile(store.state(), print);
            save(file, file.name);
          },
        },
        {
          name: 'Save print caption',
          word: 'Caption',
          refusal: soon,
          act: async () => {
            const { printCaption } = await import('./print-file.ts');
            const words = printCaption(store.state(), print.width, plainAddress(location.href));
            save(new Blob([words], { type: 'text/plain' }), `${fileName(store.state())}_${print.width}.txt`);
          },
        },
      ],
    },
    {
      title: 'Numbers of all lanes',
      ways: [
        {
          name: 'Export JSON',
          word: 'JSON',
          refusal: soon,
          act: text(() => comparisonJson(store.state()), 'application/json', 'json'),
        },
        {
          name: 'Export CSV',
          word: 'CSV',
          refusal: soon,
          act: text(() => comparisonCsv(store.state()), 'text/csv', 'csv'),
        },
      ],
    },
    {
      title: 'Everything (plots, data, caption) as ZIP',
      ways: [
        {
          name: 'Export ZIP',
          word: 'ZIP',
          refusal: soon,
          act: saved(async () => {
            const { comparisonZip } = await import('./export-archive.ts');
            return comparisonZip(store.state(), plainAddress(location.href));
          }, 'zip'),
        },
      ],
    },
    {
      title: 'Caption with settings and commit',
      ways: [
        {
          name: 'Copy caption',
          word: 'Copy',
          refusal: soon,
          act: () => copyText(caption()),
          done: 'Caption copied.',
        },
        { name: 'Save caption', word: 'Save', refusal: soon, act: text(caption, 'text/plain', 'txt') },
      ],
    },
    {
      title: 'BibTeX for the paper',
      ways: [
        {
          name: 'Copy paper BibTeX',
          word: 'Copy',
          act: () => copyText(PAPER_BIBTEX),
          done: 'BibTeX copied.',
        },
        { name: 'Save paper BibTeX', word: 'Save', act: bib(PAPER_BIBTEX, 'paper.bib') },
      ],
    },
    {
      title: 'BibTeX for this tool',
      ways: [
        { name: 'Copy tool BibTeX', word: 'Copy', act: () => copyText(tool), done: 'BibTeX copied.' },
        { name: 'Save tool BibTeX', word: 'Save', act: bib(tool, 'tool.bib') },
      ],
    },
  ];
  const button = (way: Way) => (
    <button
      key={way.name}
      type="button"
      aria-label={way.name}
      title={way.refusal}
      disabled={way.refusal !== undefined}
      aria-busy={busy}
      onClick={() => run(way)}
    >
      {way.word}
    </button>
  );
  const { ref, ...control } = useControl('export');
  const hold = useCallback(
    (element: HTMLDetailsElement | null) => {
      menu.current = element;
      return element ? ref(element) : undefined;
    },
    [menu, ref],
  );
  return (
    <details className="menu export" ref={hold} data-embed="off" {...control}>
      <summary aria-label="Export" title="Export pictures, numbers and captions.">
        <Icon of="save" />
        <span className="export-word">Export</span>
      </summary>
      <div className="menu-items" role="group" aria-label="Export">
        {lines.map(({ title, ways, picks }) => (
          <div key={title} className="export-line" role="group" aria-label={title}>
            <span>{title}</span>
            {picks}
            {ways.map(button)}
          </div>
        ))}
        {(soon ?? refusalOfPicture) && <p className="export-note">{soon ?? refusalOfPicture}</p>}
        <p className="export-told" role="status">
          {told}
        </p>
      </div>
    </details>
  );
});
