import { troubleOf } from '../../base/errors.ts';
import { openedFiles } from './opened-files.ts';
import { type Asked, partsOf, type ReaderMessage } from './run-parts.ts';

// Reads the run files of one drop, so that the page's thread stays free. The page ends the worker afterwards.

const post = (message: ReaderMessage) => self.postMessage(message);

self.onmessage = async ({ data: { files, catalogue } }: MessageEvent<Asked>) => {
  try {
    const { lanes, recorded, troubles } = await openedFiles(files, catalogue, (stage) =>
      post({ type: 'stage', ...stage }),
    );
    for (const lane of lanes) for (const part of partsOf(lane)) post(part);
    post({ type: 'read', recorded, troubles });
  } catch (thrown) {
    post({
      type: 'read',
      recorded: '',
      troubles: [troubleOf(thrown, 'opening the files', 'Open them again')],
    });
  }
};
