import { PANELS } from '../../base/measures.ts';

/** Controls beside settings that a link can hide (`?hide=`). Published links use these names, so none may change. */
export const HIDEABLE = [
  'presets',
  'share',
  'export',
  'keys',
  'theme',
  'step',
  'reset',
  'seed',
  'seeds',
  'lanes',
  'pace',
  'settings',
  'lane-settings',
  'time',
  'algorithm',
  'map',
  'source',
  'save',
  'view',
  'runs',
  'tour',
  'tries',
  'weights',
] as const;
export type HideableId = (typeof HIDEABLE)[number];

/** Controls beside settings that a link can lock (`?lock=`). */
export const LOCKABLE = ['presets', 'lanes', 'pace', 'seeds'] as const satisfies readonly HideableId[];

/** Parts of the page that a link cannot hide, and that keys or the tour go to. */
const PARTS = ['main', 'lane', 'run-buttons', 'numbers', 'main-numbers'] as const;

/** Plots that the tour can show. */
const PLOTS = [
  ...(['ring', 'angles', 'uniqueByEpsilon'] as const),
  ...PANELS.filter(({ panel }) => !panel.folded).map(({ id }) => id),
] as const;
export type PlotId = (typeof PLOTS)[number];

/** Everything on the page that another part of it names; tests/ui/shell/App.test.ts checks that a component registers each. */
export const CONTROLS = [...HIDEABLE, ...PARTS, ...PLOTS] as const;
export type ControlId = (typeof CONTROLS)[number];

/** The control of a setting, by its config key. */
export type SettingId = `setting:${string}`;

export const settingId = (key: string): SettingId => `setting:${key}`;

const SETTING = /^setting:(.*)$/;
const hideable: ReadonlySet<string> = new Set(HIDEABLE);

/** The name that hides a control: a setting's key, or the control's own; undefined where nothing hides it. */
export function hidingName(id: ControlId | SettingId): string | undefined {
  return SETTING.exec(id)?.[1] ?? (hideable.has(id) ? id : undefined);
}
