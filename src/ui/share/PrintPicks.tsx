import { PRINT_CM } from '../../plots/print-figure.ts';
import { PRINT_FORMATS, PRINT_WIDTHS, type PrintChoice, type PrintFormat } from './print-choice.ts';

const FORMATS: Readonly<Record<PrintFormat, string>> = {
  pdf: 'PDF',
  svg: 'SVG',
  png300: 'PNG, 300 dpi',
  png600: 'PNG, 600 dpi',
};

/** The width and the format of a figure for a paper. */
export function PrintPicks({
  choice,
  choose,
}: {
  readonly choice: PrintChoice;
  readonly choose: (choice: PrintChoice) => void;
}) {
  const { width, format } = choice;
  return (
    <>
      <select
        aria-label="Print width"
        value={width}
        onChange={({ target }) =>
          choose({ format, width: PRINT_WIDTHS.find((each) => each === target.value) ?? width })
        }
      >
        {PRINT_WIDTHS.map((each) => (
          <option key={each} value={each}>
            {each === 'column' ? 'Column' : 'Page'}, {PRINT_CM[each]} cm
          </option>
        ))}
      </select>
      <select
        aria-label="Print format"
        value={format}
        onChange={({ target }) =>
          choose({ width, format: PRINT_FORMATS.find((each) => each === target.value) ?? format })
        }
      >
        {PRINT_FORMATS.map((each) => (
          <option key={each} value={each}>
            {FORMATS[each]}
          </option>
        ))}
      </select>
    </>
  );
}
