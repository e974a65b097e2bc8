import { memo } from 'react';
import { Menu } from '../kit/Menu.tsx';
import { Terms } from '../words/Terms.tsx';

interface NoteMenuProps {
  /** The plot's name. */
  readonly name: string;
  readonly note: string;
  /** Opens the plot's values as a table. Absent if the plot has none. */
  readonly onTable: (() => void) | undefined;
}

/** The menu that says how to read a plot. */
export const NoteMenu = memo(function NoteMenu({ name, note, onTable }: NoteMenuProps) {
  return (
    <Menu className="plot-note" name={`How to read it: ${name}`} summary="i">
      <p>
        <Terms text={note} tab={false} />
      </p>
      {onTable && (
        <button
          type="button"
          className="quiet"
          aria-haspopup="dialog"
          aria-label={`Data table: ${name}`}
          onClick={onTable}
        >
          Data table
        </button>
      )}
    </Menu>
  );
});
