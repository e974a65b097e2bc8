import { useEnvironment } from '../kit/environment.ts';

/** The first stop of Tab: leads past the bars. The address stays as it is, because its hash holds settings. */
export function SkipLink() {
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
      Skip to the lanes
    </a>
  );
}
