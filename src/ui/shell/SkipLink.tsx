import { memo } from 'react';
import { useEnvironment } from '../kit/environment.ts';

/** The first Tab stop: skips the bars. The address does not change, because its hash holds settings. */
export const SkipLink = memo(function SkipLink() {
  const { controls } = useEnvironment();
  return (
    <a
      className="skip"
      href="#lanes"
      data-embed="off"
      onClick={(event) => {
        event.preventDefault();
        const main = controls.find('main');
        main?.focus({ preventScroll: true });
        main?.scrollIntoView();
      }}
    >
      Skip to the comparison
    </a>
  );
});
