import type { Catalogue } from '../src/base/catalogue.ts';
import { complete, type RunConfig } from '../src/base/config.ts';
import { RECORDED } from '../src/ui/runs/recorded-runs.ts';
import { presetConfigs, presetsOf } from '../src/ui/setup/presets.ts';

/** The whole configs of each recorded file's lanes, by the file's name. Throws an Error if two presets want different
 *  lanes of one file. */
export function recordedFiles(catalogue: Catalogue): ReadonlyMap<string, readonly RunConfig[]> {
  const files = new Map<string, readonly RunConfig[]>();
  for (const preset of presetsOf(catalogue)) {
    const configs = presetConfigs(preset, catalogue).map((config) => complete(config, catalogue));
    const names = RECORDED[preset.id] ?? [];
    names.forEach((name, i) => {
      const wanted = names.length === 1 ? configs : [configs[i]];
      const before = files.get(name);
      if (before && JSON.stringify(before) !== JSON.stringify(wanted))
        throw new Error(`${preset.title} and another preset want different lanes of ${name}`);
      files.set(name, wanted);
    });
  }
  return files;
}
