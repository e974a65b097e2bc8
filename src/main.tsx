import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/style.css';
import './ui/bars.css';
import './ui/export.css';
import './ui/panels.css';
import './ui/lanes.css';
import './ui/plots.css';
import './ui/time.css';
import './ui/algorithm.css';
import './ui/prototypes.css';
import './ui/runs.css';
import './ui/reader.css';
import './ui/glossary.css';
// Last: how all of it changes with the screen.
import './ui/screens.css';
import './ui/eyes-and-hands.css';
import './ui/lesson.css';
import { troubleOf } from './base/errors.ts';
import { App } from './ui/App.tsx';
import { readBackend } from './ui/address.ts';
import { syncAddress } from './ui/address-sync.ts';
import { OPENING_LANES } from './ui/experiment.ts';
import { readLesson } from './ui/lesson.ts';
import { showLesson } from './ui/lesson-page.ts';
import { createLogbook } from './ui/logbook.ts';
import { painter } from './ui/painter.ts';
import { followPins } from './ui/pinned-ghosts.ts';
import { playReference } from './ui/reference-run.ts';
import { openRunDatabase } from './ui/run-database.ts';
import { inTurn, runKeeping } from './ui/run-keeping.ts';
import { initial } from './ui/state.ts';
import { createStore } from './ui/store.ts';
import { warmPlots } from './ui/warm.ts';
import { openLane } from './worker/client.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with id "root"');

const logbook = createLogbook({
  open: openRunDatabase,
  channel: new BroadcastChannel('proto-playground-runs'),
  now: () => new Date(),
  playground: __VERSION__,
});
const { backend, troubles } = readBackend(location.search);
const lesson = readLesson(location.search);
showLesson(lesson);
const store = createStore(
  { ...initial(OPENING_LANES, backend, troubles), lesson },
  {
    open: openLane,
    nextFrame: (callback) => requestAnimationFrame(callback),
    hidden: () => document.hidden,
    changed: runKeeping(
      inTurn(logbook.keep, soon, (thrown) => notice(thrown, 'keeping a run')),
      () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
      () => new Date(),
    ),
  },
);
followPins(logbook, store);
syncAddress(store);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) store.shown();
});
// Who comes with settings of their own waits for these.
if (location.hash.length < 2)
  void playReference(store, {
    fetch: async () => {
      // the page itself comes first, on a slow line too
      await new Promise<void>((go) => idle(go, 500));
      const answer = await fetch(new URL('recorded/carp.json.gz', document.baseURI));
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    },
    calm: matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
// The run that plays draws every plot before anything trains.
else warmPlots(idle);
// As a transition React makes the page in slices, between which it can be scrolled and pressed.
startTransition(() => createRoot(root).render(<App store={store} painter={painter()} logbook={logbook} />));

/** Calls back when the page has nothing better to do, or after `timeout` ms. Safari has no requestIdleCallback yet. */
function idle(callback: () => void, timeout?: number): void {
  if (typeof requestIdleCallback === 'function')
    requestIdleCallback(callback, timeout === undefined ? {} : { timeout });
  else setTimeout(callback, 50);
}

/** A run that ended is kept within a second, so that little is lost where the page is closed. */
function soon(callback: () => void): void {
  idle(callback, 1000);
}

/** Says what went wrong, once. */
function notice(thrown: unknown, doing: string): void {
  const { notices } = store.state();
  const trouble = troubleOf(thrown, doing);
  if (notices.some(({ came }) => came === trouble.came)) return;
  store.dispatch({ type: 'notices', troubles: [...notices, trouble] });
}
