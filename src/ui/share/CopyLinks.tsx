import { memo } from 'react';
import { CopyButton } from '../kit/CopyButton.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { plainAddress } from '../state/address/address.ts';
import { changesWords } from '../words/course-words.ts';

interface CopyLinksProps {
  /** True once a lane has results to share. */
  readonly able: boolean;
  /** Number of changes while the lanes trained. */
  readonly changes: number;
}

/** Copies the address with every setting that is not the default, alone or with the results on the page. */
export const CopyLinks = memo(function CopyLinks({ able, changes }: CopyLinksProps) {
  const { store } = useEnvironment();
  return (
    <div className="copy-links" role="group" aria-label="Share" {...useControl('share')}>
      <CopyButton
        word="Copy link"
        title="The link carries every setting you changed."
        make={() => plainAddress(location.href)}
      />
      <CopyButton
        word="Copy link with results"
        title={
          able
            ? 'The link also carries the curves and last numbers, rounded; it is a few thousand letters long.'
            : 'Nothing to share yet: start a run first.'
        }
        disabled={!able}
        make={async () => {
          const { resultAddress } = await import('./result-link.ts');
          return resultAddress(store.state(), location.href);
        }}
      />
      {changes > 0 && (
        <p className="export-note">
          {changesWords(changes)}: the link starts with the settings of now and leaves{' '}
          {changes === 1 ? 'it' : 'them'} out. A link with results and a run file (JSON) repeat{' '}
          {changes === 1 ? 'it' : 'them'}.
        </p>
      )}
    </div>
  );
});
