import type { AppState } from '../state/app-state.ts';

/** States which curves a file leaves out or adds, one sentence each. Empty if it has exactly all lanes. */
export function viewCaption({
  view,
  ghosts = [],
  lanes,
}: Pick<AppState, 'view' | 'ghosts' | 'lanes'>): string[] {
  const hidden = lanes.flatMap(({ id }, i) => (view.hidden.includes(id) ? [i + 1] : []));
  return [
    ...(view.range ? [`Curves over steps ${view.range[0]} to ${view.range[1]}.`] : []),
    ...(hidden.length === 1 ? [`Curves of lane ${hidden[0]} are left out.`] : []),
    ...(hidden.length > 1 ? [`Curves of lanes ${hidden.join(', ')} are left out.`] : []),
    ...(ghosts.length > 0 ? [`Grey, trained before: ${ghosts.map(({ label }) => label).join('; ')}.`] : []),
  ];
}
