import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import type { AppState } from '../state/app-state.ts';
import { conflicts } from '../state/locks.ts';
import { presetConfigs, presetOf, presetsOf } from './presets.ts';

/** Picks a preset, which sets all lanes. Disables presets that would change a locked setting. */
export function PresetPick({ state }: { readonly state: AppState }) {
  const { store, lesson } = useEnvironment();
  const control = useControl('presets');
  const { catalogue } = state;
  const configs = state.lanes.flatMap((lane) => (lane.config ? [lane.config] : []));
  const presets = catalogue ? presetsOf(catalogue) : [];
  const preset = catalogue && configs.length ? presetOf(configs, catalogue) : undefined;
  return (
    <label
      className="pick inline preset-pick"
      data-embed="off"
      {...control}
      title={preset?.summary ?? 'Your own settings.'}
    >
      <span>Preset</span>
      <select
        disabled={!catalogue || lesson.lock.has('presets')}
        value={preset?.id ?? ''}
        onChange={(event) => {
          const picked = presets.find(({ id }) => id === event.target.value);
          if (picked && catalogue)
            store.dispatch({ type: 'configs', configs: presetConfigs(picked, catalogue) });
        }}
      >
        {!preset && <option value="">Custom</option>}
        {presets.map((each) => {
          const locked = catalogue ? conflicts(presetConfigs(each, catalogue), state) : [];
          return (
            <option
              key={each.id}
              value={each.id}
              title={each.summary}
              disabled={locked.length > 0 && each.id !== preset?.id}
            >
              {locked.length > 0 ? `${each.title} (${locked.join(', ')} locked)` : each.title}
            </option>
          );
        })}
      </select>
    </label>
  );
}
