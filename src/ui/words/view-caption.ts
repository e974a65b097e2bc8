import type { AppState } from '../state/app-state.ts';
import { shownGhosts } from '../state/ghost.ts';
import { pageLabels } from './lane-names.ts';

/** The curves that a file leaves out or adds, one sentence each. Empty if it has exactly all lanes. */
export function viewCaption(
  state: Pick<AppState, 'view' | 'ghosts' | 'logs' | 'linked' | 'example' | 'lanes' | 'catalogue'>,
): string[] {
  const { view, lanes } = state;
  const hidden = lanes.flatMap(({ id }, i) => (view.hidden.includes(id) ? [i + 1] : []));
  return [
    ...(view.range ? [`Curves show steps ${view.range[0]} to ${view.range[1]}.`] : []),
    ...(hidden.length === 1 ? [`Lane ${hidden[0]} is hidden in the curves.`] : []),
    ...(hidden.length > 1 ? [`Lanes ${hidden.join(', ')} are hidden in the curves.`] : []),
    ...(lanes.some(({ run }) => run.linked) ? ['From a link: curves are thinned and rounded.'] : []),
    ...(shownGhosts(state).length > 0
      ? [`Grey, from earlier runs: ${pageLabels(state).ghosts.join('; ')}.`]
      : []),
  ];
}
