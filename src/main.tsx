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
import './ui/reader.css';
import './ui/glossary.css';
// Last: how all of it changes with the screen.
import './ui/screens.css';
import './ui/lesson.css';
import { App } from './ui/App.tsx';
import { readBackend } from './ui/address.ts';
import { syncAddress } from './ui/address-sync.ts';
import { OPENING_LANES } from './ui/experiment.ts';
import { readLesson } from './ui/lesson.ts';
import { showLesson } from './ui/lesson-page.ts';
import { painter } from './ui/painter.ts';
import { playReference } from './ui/reference-run.ts';
import { initial } from './ui/state.ts';
import { createStore } from './ui/store.ts';
import { warmPlots } from './ui/warm.ts';
import { openLane } from './worker/client.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with id "root"');

const { backend, troubles } = readBackend(location.search);
const lesson = readLesson(location.search);
showLesson(lesson);
const store = createStore(
  { ...initial(OPENING_LANES, backend, troubles), lesson },
  {
    open: openLane,
    nextFrame: (callback) => requestAnimationFrame(callback),
    hidden: () => document.hidden,
  },
);
syncAddress(store);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) store.shown();
});
// Who comes with settings of their own waits for these.
if (location.hash.length < 2)
  void playReference(store, {
    fetch: async () => {
      const answer = await fetch(new URL('recorded/carp.json.gz', document.baseURI));
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
    },
    calm: matchMedia('(prefers-reduced-motion: reduce)').matches,
  });
createRoot(root).render(<App store={store} painter={painter()} />);

// Safari has no requestIdleCallback yet.
warmPlots((callback) => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(callback);
  else setTimeout(callback, 50);
});
