import type { ReactNode } from 'react';
import { useControl } from '../kit/use-control.ts';

/** The page's <main>, registered so that the skip link and opened runs can scroll to it. */
export function Main({ children }: { readonly children: ReactNode }) {
  return (
    <main id="lanes" tabIndex={-1} {...useControl('main')}>
      {children}
    </main>
  );
}
