import { createContext, useContext } from 'react';
import type { Theme } from '../../plots/marks/theme.ts';
import type { AppState } from '../state/app-state.ts';
import type { Lesson } from '../state/lesson.ts';
import type { Store } from '../state/store.ts';
import type { PageControls } from './controls.ts';
import type { Painter } from './painter.ts';

/** Everything a panel may need from the page around it. */
export interface Environment {
  readonly store: Store;
  readonly painter: Painter;
  readonly theme: Theme;
  readonly controls: PageControls;
  /** The controls that the page's link hides and locks. */
  readonly lesson: Lesson;
  /** Shows the run that comes with the page, if the page then `fits`. */
  readonly bringExample: (fits: (state: AppState) => boolean) => Promise<void>;
  /** Shows the recorded run of a preset, if it has one and the page then `fits`. */
  readonly bringRecorded: (preset: string, fits: (state: AppState) => boolean) => Promise<void>;
  /** Saves the results of all lanes as JSON, whatever the page can still draw. */
  readonly rescue: () => Promise<void>;
  /** Shows a person that what they were `doing` failed, from a Trouble or any thrown value. */
  readonly complain: (thrown: unknown, doing: string) => void;
}

export const EnvironmentContext = createContext<Environment | undefined>(undefined);

/** The environment of a component. Throws outside of <App/>. */
export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext);
  if (!environment) throw new Error('a panel was drawn outside <App/>');
  return environment;
}
