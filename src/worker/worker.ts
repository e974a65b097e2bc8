import { troubleOf } from '../base/errors.ts';
import type { Command, Measure, Report } from '../base/messages.ts';
import { fetchFile } from '../data/fetch-file.ts';
import { Inbox } from '../train/inbox.ts';
import { catalogue } from '../train/menu.ts';
import { runSession } from '../train/session.ts';
import { openDevice, servedWasm } from './device.ts';
import { measureShared } from './shared-measurement.ts';

// One lane. Commands go to the session's inbox; a new start stops the session before it.

const base = new URL(import.meta.env.BASE_URL, self.location.href.replace(/assets\/[^/]*$/, '')).href;
const read = fetchFile(`${base}data/`);

let inbox = new Inbox();
let running: Promise<void> = Promise.resolve();

function post(report: Report): void {
  self.postMessage(report, { transfer: report.type === 'measure' ? buffersOf(report) : [] });
}

/** Arrays that nobody here needs any more. */
function buffersOf({ angles, picture }: Measure): Transferable[] {
  const { places, wins, cloud } = picture ?? {};
  return [angles, places, wins, cloud].flatMap((array) => (array ? [array.buffer] : []));
}

const channel = new MessageChannel();
const resting: (() => void)[] = [];
channel.port1.onmessage = () => resting.shift()?.();

/** One turn of the event loop, so that commands are heard; timers would add milliseconds to every step. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    resting.push(resolve);
    channel.port2.postMessage(null);
  });
}

self.onmessage = ({ data }: MessageEvent<Command>) => {
  switch (data.type) {
    case 'ping':
      post({ type: 'pong' });
      return;
    case 'start': {
      inbox.push({ type: 'stop' });
      const mine = new Inbox();
      inbox = mine;
      running = running
        .then(() =>
          runSession(data.config, data.backend, {
            post,
            inbox: mine,
            looks: true,
            read,
            rest,
            shared: (wanted) =>
              measureShared(
                wanted.map(({ key, measure }) => ({ key: `${__VERSION__} ${__COMMIT__} ${key}`, measure })),
              ),
            openDevice: (choice, onLost) => openDevice(choice, servedWasm(base), onLost),
            now: () => performance.now() / 1000,
          }),
        )
        .catch((thrown: unknown) => {
          post({ type: 'trouble', trouble: troubleOf(thrown, 'running the session') });
          post({ type: 'phase', phase: 'failed' });
        });
      return;
    }
    case 'grant':
    case 'pause':
    case 'resume':
    case 'step':
    case 'set':
    case 'stop':
      inbox.push(data);
      return;
    default:
      data satisfies never;
  }
};

post({ type: 'ready', catalogue, version: __VERSION__ });
