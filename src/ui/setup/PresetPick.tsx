import { memo } from 'react';
import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { conflicts } from '../state/locks.ts';
import { awaits } from '../state/settings.ts';
import { presetConfigs, presetOf, presetsOf } from './presets.ts';

interface PresetPickProps {
  /** Settings of the lanes there are. */
  readonly configs: readonly RunConfig[];
  readonly catalogue: Catalogue | undefined;
}

/** Picks a preset, which sets all lanes and shows its recorded run if it has one. Disables presets that would change a
 *  locked setting. */
export const PresetPick = memo(function PresetPick({ configs, catalogue }: PresetPickProps) {
  const { store, lesson, bringRecorded } = useEnvironment();
  const control = useControl('presets');
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
          if (!picked || !catalogue) return;
          const wanted = presetConfigs(picked, catalogue);
          store.dispatch({ type: 'preset', configs: wanted });
          void bringRecorded(picked.id, (now) => awaits(now, wanted));
        }}
      >
        {!preset && <option value="">Custom</option>}
        {presets.map((each) => {
          const locked = catalogue ? conflicts(presetConfigs(each, catalogue), configs, lesson.lock) : [];
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
});
