import type { RunConfig } from '../../base/config.ts';
import { type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import { readCode } from '../../export/run-code.ts';
import type { LinkedResults } from '../state/address/address.ts';
import type { Store } from '../state/store.ts';
import { drawableLanes } from './drawable.ts';
import { trainedWords } from './trained-words.ts';

/**
 * Shows the results that a link carries in its lanes, whose settings are already on the page. Results that are damaged, of
 * other settings or out of range leave the page as it is, with one notice. `whole` is false if the page refused some of the
 * link's settings.
 */
export function showLinkedRun(
  store: Store,
  { code, address }: LinkedResults,
  configs: readonly RunConfig[],
  whole: boolean,
): void {
  try {
    if (!whole) throw new TroubleError(refused('Some of the link’s settings were refused.'));
    const { lanes, epsilon, createdAt } = readCode(code, address, configs);
    const shown = drawableLanes(
      lanes.flatMap((lane) => lane ?? []),
      store.state().catalogue,
    ).lanes;
    const places = lanes.map((lane, i) =>
      lane ? shown[lanes.slice(0, i).filter((each) => each).length] : undefined,
    );
    store.dispatch({ type: 'showLinked', lanes: places, recorded: trainedWords([createdAt]), epsilon });
  } catch (thrown) {
    const { why, failed } = troubleOf(thrown, 'reading the link', 'Open the link again');
    store.dispatch({ type: 'notice', troubles: [refused(why ?? `${failed}.`)] });
  }
}

const refused = (why: string): Trouble => ({
  kind: 'data',
  failed: 'The link’s results cannot be shown',
  why,
  todo: 'The link’s settings apply. Press Start to train them, or ask for the link again.',
});
