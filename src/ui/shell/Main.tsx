import type { ReactNode } from 'react';
import { useControl } from '../kit/use-control.ts';

/** The comparison, which keys and links go to past the bars. */
export function Main({ children }: { readonly children: ReactNode }) {
  return (
    <main id="lanes" tabIndex={-1} {...useControl('main')}>
      {children}
    </main>
  );
}
