import { type Course, NO_COURSE } from '../../base/config.ts';
import { type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import type { BackendChoice } from '../../base/messages.ts';
import { answered } from '../../math/kernel/kernel.ts';
import { checked } from '../lane/menu.ts';
import type { SessionHost } from './host.ts';
import { checkCourse } from './live.ts';
import { loadImages } from './load-images.ts';
import { Session } from './session.ts';

/**
 * One lane from a config to its summary: a plain loop that hears commands between steps and reports through
 * `host.post`. Every failure becomes a `trouble` report and a last phase; nothing starts half. With the `course` of
 * an earlier run, what was done to that one is repeated at its steps.
 */
export async function runSession(
  given: Readonly<Record<string, unknown>>,
  backend: BackendChoice,
  host: SessionHost,
  course: Course = NO_COURSE,
): Promise<void> {
  let lost: Trouble | undefined;
  let session: Session | undefined;
  let giveUp: (trouble: TroubleError) => void = () => {};
  const loss = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  loss.catch(() => {});
  try {
    const config = checked(given);
    checkCourse(course, config);
    host.post({ type: 'phase', phase: 'loading', doing: 'Choosing a backend' });
    const device = await host.openDevice(backend, (trouble) => {
      lost = trouble;
      giveUp(new TroubleError(trouble));
    });
    host.post({ type: 'device', backend: device });
    const split = await loadImages(config, host);
    session = new Session(config, device, split, host, () => lost, course);
    await Promise.race([session.run(), loss]);
  } catch (thrown) {
    // A lost device often surfaces first as some other error. Wait for the queue, so that the loss is reported as the
    // cause.
    await answered();
    if (session?.done) {
      host.post({ type: 'gone' });
      return;
    }
    host.post({
      type: 'trouble',
      trouble: lost ?? troubleOf(thrown, session ? 'training' : 'starting', 'Start this run again'),
    });
    host.post({ type: 'phase', phase: 'failed' });
  } finally {
    session?.dispose();
  }
}
