import { troubleOf } from '../base/errors.ts';
import { buffersOf } from '../base/message-arrays.ts';
import type { Command, Report } from '../base/messages.ts';
import { fetchFile } from '../data/fetch-file.ts';
import { catalogue } from '../train/lane/menu.ts';
import { Inbox } from '../train/session/inbox.ts';
import { runSession } from '../train/session/run-session.ts';
import { Backends } from './backends.ts';
import { pageAddress } from './page-address.ts';
import { measureShared } from './shared-measurement.ts';
import { servedWasm } from './wasm-files.ts';

// One lane. Commands go to the session's inbox, and a new start stops the session before it.

const base = pageAddress();
const read = fetchFile(`${base}data/`);
const backends = new Backends(servedWasm(base));

let inbox = new Inbox();
/** The inbox of the session that answers questions. */
let held: Inbox | undefined;
let running: Promise<void> = Promise.resolve();

/** Posts a report and gives its arrays away, since the session keeps none of them. */
function post(report: Report): void {
  self.postMessage(report, { transfer: buffersOf(report) });
}

const channel = new MessageChannel();
const resting: (() => void)[] = [];
channel.port1.onmessage = () => resting.shift()?.();

/** Waits one turn of the event loop, so that commands come in. Timers would add milliseconds to every step. */
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
      held = mine;
      running = running
        .then(() =>
          runSession(
            data.config,
            data.backend,
            {
              post,
              inbox: mine,
              watched: true,
              read,
              rest,
              shared: (wanted) =>
                measureShared(
                  wanted.map(({ key, measure }) => ({ key: `${__VERSION__} ${__COMMIT__} ${key}`, measure })),
                ),
              openDevice: (choice, onLost) => backends.open(choice, onLost, data.hadGpu),
              now: () => performance.now() / 1000,
            },
            data.course,
          ),
        )
        .catch((thrown: unknown) => {
          post({ type: 'trouble', trouble: troubleOf(thrown, 'running the session', 'Restart the lane') });
          post({ type: 'phase', phase: 'failed' });
        })
        .finally(() => {
          if (held === mine) held = undefined;
          for (let left = mine.poll(); left; left = mine.poll())
            if (left.type === 'inspect' || left.type === 'portray') post({ type: 'gone' });
        });
      return;
    }
    case 'inspect':
    case 'portray':
      if (held) held.push(data);
      else post({ type: 'gone' });
      return;
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
