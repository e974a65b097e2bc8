import { troubleOf } from '../../base/errors.ts';
import { isLog } from './logs/log-files.ts';
import { openedLogs } from './logs/opened-logs.ts';
import { openedFiles } from './opened-files.ts';
import { type Asked, partsOf, type ReaderMessage } from './run-parts.ts';

// Reads the run files and logs of one drop, so that the page's thread stays free. The page ends the worker afterwards.

const post = (message: ReaderMessage) => self.postMessage(message);

self.onmessage = async ({ data: { files, catalogue } }: MessageEvent<Asked>) => {
  try {
    const are = await Promise.all(files.map(isLog));
    const [own, others] = [true, false].map((log) => files.filter((_, i) => are[i] === log));
    const part = own.length / files.length;
    const { logs, troubles: damaged } = await openedLogs(own, ({ file, share }) =>
      post({ type: 'stage', file, share: part * share }),
    );
    for (const log of logs) post({ type: 'log', log });
    const { lanes, recorded, troubles } = await openedFiles(others, catalogue, ({ file, share }) =>
      post({ type: 'stage', file, share: part + (1 - part) * share }),
    );
    for (const lane of lanes) for (const part of partsOf(lane)) post(part);
    post({ type: 'read', recorded, troubles: [...damaged, ...troubles] });
  } catch (thrown) {
    post({
      type: 'read',
      recorded: '',
      troubles: [troubleOf(thrown, 'opening the files', 'Open them again')],
    });
  }
};
