import { writeHash } from '../state/address/address.ts';
import type { AppState } from '../state/app-state.ts';
import { fullQuery } from '../state/lesson.ts';

/** Leads from an iframe to the full page with the same setup. */
export function FullPageLink({ state }: { readonly state: AppState }) {
  const { catalogue, lanes, pace, seeds } = state;
  const configs = lanes.flatMap((lane) => (lane.config ? [lane.config] : []));
  const hash = catalogue ? writeHash(configs, catalogue, pace, seeds) : location.hash.replace(/^#/, '');
  const address = `${location.pathname}${fullQuery(location.search)}${hash === '' ? '' : `#${hash}`}`;
  return (
    <a className="full-page" href={address} target="_blank" rel="noreferrer">
      Open in proto-playground
    </a>
  );
}
