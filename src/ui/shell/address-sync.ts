import { type Trouble, troubleOf } from '../../base/errors.ts';
import { linkedResults, readHash, writeHash } from '../state/address/address.ts';
import { placed } from '../state/address/parts.ts';
import { lessonTroubles, NO_LESSON } from '../state/lesson.ts';
import { lockTroubles } from '../state/locks.ts';
import type { Store } from '../state/store.ts';

/** Milliseconds between writes. Browsers refuse more than about 100 history changes in 30 s, which a drag exceeds. */
const WRITE_EVERY = 400;

/**
 * Keeps the URL hash and the lanes' configs equal. The hash is read when the catalogue arrives and whenever someone
 * edits it. Changes on the page are written to it without new entries in the history. A refused value stays in the
 * address, where it can be corrected, until something changes on the page. Returns a function that stops all this.
 */
export function syncAddress(store: Store): () => void {
  let written = '';
  /** The hash of the address as it was last read or written here. */
  let seen = '';
  let wasRead = false;
  /** Troubles found when the address was last read. */
  let told: readonly Trouble[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = () => {
    const { catalogue } = store.state();
    if (!catalogue) return;
    const address = placed(location);
    const { configs, pace, seeds, troubles } = readHash(address.hash, catalogue);
    const { lesson = NO_LESSON } = store.state();
    const others = wasRead ? lockTroubles(configs, store.state()) : lessonTroubles(lesson, catalogue);
    const opens = !wasRead;
    const late = opens || address.query === location.search ? [] : [LATE];
    wasRead = true;
    if (address.moved) replaceAddress(address.query, address.hash);
    // The pace comes first, because lockstep would give every lane the first one's seed.
    if (pace !== store.state().pace) store.dispatch({ type: 'pace', pace, opens });
    if (seeds !== (store.state().seeds ?? 1)) store.dispatch({ type: 'seeds', count: seeds, opens });
    store.dispatch({ type: 'configs', configs, opens });
    written = currentHash();
    seen = placed(location).hash;
    if (told.length > 0) store.dispatch({ type: 'dismiss', troubles: told });
    told = [...others, ...late, ...address.troubles, ...troubles];
    if (told.length > 0) store.dispatch({ type: 'notice', troubles: told });
    void readResults(address.hash, told.length === 0);
  };
  /** Shows the results that the address carries. Few addresses do, so the page brings their reader only then. */
  const readResults = async (hash: string, whole: boolean) => {
    const results = linkedResults(hash);
    if (!results) return;
    try {
      const { showLinkedRun } = await import('../runs/linked-run.ts');
      if (placed(location).hash === hash) showLinkedRun(store, results, configsOf(), whole);
    } catch (thrown) {
      store.dispatch({
        type: 'notice',
        troubles: [troubleOf(thrown, 'reading the link’s results', 'Reload the page to try again')],
      });
    }
  };
  const configsOf = () => store.state().lanes.flatMap(({ config }) => (config ? [config] : []));
  const currentHash = () => {
    const { catalogue, pace, seeds } = store.state();
    return catalogue ? writeHash(configsOf(), catalogue, pace, seeds) : '';
  };
  const write = () => {
    timer = undefined;
    const hash = currentHash();
    const address = placed(location);
    if (hash === written) return;
    if (address.hash !== seen) {
      // an edit of the address whose event is still to come is read first, and not written over
      seen = address.hash;
      timer = setTimeout(write, WRITE_EVERY);
      return;
    }
    written = hash;
    replaceAddress(address.query, hash);
    seen = placed(location).hash;
  };
  const changed = () => {
    if (!wasRead) read();
    else timer ??= setTimeout(write, WRITE_EVERY);
  };

  const stop = store.subscribe(changed);
  addEventListener('hashchange', read);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener('hashchange', read);
  };
}

/** Shows another query and hash in the address bar. A frame without an origin keeps its query. */
function replaceAddress(query: string, hash: string): void {
  const behind = hash ? `#${hash}` : '';
  try {
    history.replaceState(null, '', `${location.pathname}${query}${behind}`);
  } catch {
    history.replaceState(null, '', `${location.pathname}${location.search}${behind}`);
  }
}

/** A page's backend and lesson do not change while it is open. */
const LATE: Trouble = {
  kind: 'config',
  failed: 'The address has another backend or lesson than the page',
  why: 'They are read when the page opens.',
  todo: 'Reload the page to apply them.',
};
