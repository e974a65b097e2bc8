import { quoted } from '../../base/errors.ts';
import type { OpeningStage } from './opened-files.ts';

interface ReadingRunsProps {
  readonly stage: OpeningStage;
  readonly onCancel: () => void;
}

/** Shows how far the reading of run files is. */
export function ReadingRuns({ stage: { file, share }, onCancel }: ReadingRunsProps) {
  const words = `Reading ${quoted(file)}`;
  return (
    <div className="reading-runs">
      <span role="status">{words}</span>
      <progress aria-label={words} value={share} />
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
