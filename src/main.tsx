import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import './ui/kit/style.css';
import { troubleOf } from './base/errors.ts';
import { save } from './export/save.ts';
import { warmPlots } from './ui/figures/warm-plots.ts';
import { Boundary } from './ui/kit/Boundary.tsx';
import { bearForeignNodes } from './ui/kit/foreign-nodes.ts';
import { keepFocus } from './ui/kit/keep-focus.ts';
import { painter } from './ui/kit/painter.ts';
import { createSight } from './ui/pace/sight.ts';
import { readLater } from './ui/runs/lazy-reader.ts';
import { createLogbook } from './ui/runs/logbook.ts';
import { followPins } from './ui/runs/pinned-ghosts.ts';
import { RECORDED, showRecorded } from './ui/runs/recorded-runs.ts';
import { showReference, showReferenceBehind } from './ui/runs/reference-run.ts';
import { inTurn, runKeeping } from './ui/runs/run-keeping.ts';
import { OPENING_PRESET } from './ui/setup/presets.ts';
import { comparisonJson, fileName } from './ui/share/export-run.ts';
import { App } from './ui/shell/App.tsx';
import { syncAddress } from './ui/shell/address-sync.ts';
import { askBeforeLeaving } from './ui/shell/leaving.ts';
import { showLesson } from './ui/shell/lesson-page.ts';
import { readBackend } from './ui/state/address/address.ts';
import { placed } from './ui/state/address/parts.ts';
import { OPENING_LANES } from './ui/state/experiment.ts';
import { readLesson } from './ui/state/lesson.ts';
import { initial } from './ui/state/reduce.ts';
import { createStore } from './ui/state/store.ts';
import { openWorker } from './worker/client.ts';

/** The file of the example. */
const [EXAMPLE] = RECORDED[OPENING_PRESET];

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with id "root"');

const logbook = createLogbook({
  open: openRuns,
  channel: new BroadcastChannel('proto-playground-runs'),
  now: () => new Date(),
  playground: __VERSION__,
});
const address = placed(location);
const { backend, troubles } = readBackend(address.query);
const lesson = readLesson(address.query);
showLesson(lesson);
const after = (milliseconds: number, callback: () => void) => void setTimeout(callback, milliseconds);
const now = () => performance.now();
const sight = createSight({
  frame: (callback) => requestAnimationFrame(callback),
  after,
  hidden: () => document.hidden,
});
const store = createStore(
  { ...initial(OPENING_LANES, backend, troubles), lesson },
  {
    open: openWorker,
    nextFrame: sight.nextFrame,
    after,
    now,
    hidden: sight.hidden,
    keeping: runKeeping(
      inTurn(logbook.keep, soon, (thrown) => notice(thrown, 'keeping a run')),
      () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`,
      () => new Date(),
    ),
  },
);
followPins(logbook, store, readLater);
syncAddress(store);
askBeforeLeaving(store);
keepFocus(document);
sight.follow((hidden) => {
  if (hidden) store.hid();
  else store.shown();
});
document.addEventListener('visibilitychange', sight.changed);
// A link with settings shows those, and the example behind them.
const show = address.hash === '' ? showReference : showReferenceBehind;
void show(store, async () => {
  // on a slow line, too, the page itself comes first
  await new Promise<void>((go) => idle(go, 500));
  return fetchRecorded(EXAMPLE);
});
// The example run of a fresh page draws every plot anyway, before anything trains.
if (show === showReferenceBehind) warmPlots(idle);
bearForeignNodes(document.body);
// In a transition React renders in slices, so the page can be scrolled and pressed meanwhile.
startTransition(() =>
  createRoot(root).render(
    <Boundary name="the page" rescue={rescue}>
      <App
        store={store}
        painter={painter({ next: sight.nextFrame, after, now })}
        logbook={logbook}
        bringExample={(fits) => showReference(store, () => fetchRecorded(EXAMPLE), fits)}
        bringRecorded={(preset, fits) => showRecorded(store, preset, fetchRecorded, fits)}
        rescue={rescue}
      />
    </Boundary>,
  ),
);

/** Saves what the lanes have, though the page may draw no more. */
async function rescue() {
  try {
    const state = store.state();
    save(new Blob([comparisonJson(state)], { type: 'application/json' }), `${fileName(state)}.json`);
  } catch (thrown) {
    notice(thrown, 'exporting the results');
  }
}

/** Opens the browser's database of runs, whose script comes after those of the workers. */
async function openRuns(onClosed: () => void) {
  await Promise.resolve();
  const { openRunDatabase } = await import('./ui/runs/lasting-runs.ts');
  return openRunDatabase(onClosed);
}

async function fetchRecorded(name: string) {
  const answer = await fetch(new URL(`recorded/${name}.json.gz`, document.baseURI));
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

/** Calls back when the page is idle, or after `timeout` ms. Safari has no requestIdleCallback yet. */
function idle(callback: () => void, timeout?: number): void {
  if (typeof requestIdleCallback === 'function')
    requestIdleCallback(callback, timeout === undefined ? {} : { timeout });
  else setTimeout(callback, 50);
}

/** Calls back within a second, so that little is lost if the page is closed. */
function soon(callback: () => void): void {
  idle(callback, 1000);
}

function notice(thrown: unknown, doing: string): void {
  store.dispatch({ type: 'notice', troubles: [troubleOf(thrown, doing, 'Export it to keep it')] });
}
