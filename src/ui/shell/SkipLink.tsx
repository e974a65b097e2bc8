/** The first stop of Tab: past the bars, to the lanes. The address stays as it is: its hash holds settings. */
export function SkipLink() {
  return (
    <a
      className="skip"
      href="#lanes"
      onClick={(event) => {
        event.preventDefault();
        const main = document.querySelector('main');
        main?.focus({ preventScroll: true });
        main?.scrollIntoView();
      }}
    >
      Skip to the lanes
    </a>
  );
}
