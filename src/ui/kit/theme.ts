import { useCallback, useEffect, useState } from 'react';
import type { Theme } from '../../plots/marks/theme.ts';

const KEY = 'proto-playground-theme';
const system = () => matchMedia('(prefers-color-scheme: dark)');

/** The person's own choice, if they made one and the browser stored it. */
function chosen(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : undefined;
  } catch {
    return undefined; // The page may not use storage, so the system decides.
  }
}

/** The person's choice of theme, else the system's, also when that changes. */
export function useTheme(): { theme: Theme; flip: () => void } {
  const [choice, setChoice] = useState(chosen);
  const [dark, setDark] = useState(() => system().matches);
  useEffect(() => {
    const query = system();
    const follow = () => setDark(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const theme = choice ?? (dark ? 'dark' : 'light');
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const flip = useCallback(() => {
    const next = theme === 'dark' ? 'light' : 'dark';
    const followsAgain = next === (system().matches ? 'dark' : 'light');
    setChoice(followsAgain ? undefined : next);
    try {
      if (followsAgain) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, next);
    } catch {
      // The page may not use storage, so the choice lasts until it is closed.
    }
  }, [theme]);
  return { theme, flip };
}
