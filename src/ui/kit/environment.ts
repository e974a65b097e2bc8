import { createContext, useContext } from 'react';
import type { Lesson } from '../state/lesson.ts';
import type { Store } from '../state/store.ts';
import type { PageControls } from './controls.ts';
import type { Painter } from './painter.ts';
import type { Theme } from './theme.ts';

/** What any panel may need from the page around it. */
export interface Environment {
  readonly store: Store;
  readonly painter: Painter;
  readonly theme: Theme;
  readonly controls: PageControls;
  /** What the link that opened the page hides and locks. */
  readonly lesson: Lesson;
  /** Shows a Trouble, or any thrown value, that a person's action met. */
  readonly complain: (thrown: unknown, doing: string) => void;
}

export const EnvironmentContext = createContext<Environment | undefined>(undefined);

/** The page around a panel; throws when there is none. */
export function useEnvironment(): Environment {
  const environment = useContext(EnvironmentContext);
  if (!environment) throw new Error('a panel was drawn outside <App/>');
  return environment;
}
