import type { CSSProperties, ReactNode } from 'react';
import type { LaneShape } from '../compare/lane-card-props.ts';
import { useControl } from '../kit/use-control.ts';

interface MainProps {
  /** Shape and number of the lanes, from which the sheets compute the room that is left for plots. */
  readonly shape: LaneShape;
  readonly count: number;
  readonly children: ReactNode;
}

/** The page's <main>, registered so that the skip link and opened runs can scroll to it. */
export function Main({ shape, count, children }: MainProps) {
  const rows: CSSProperties & { readonly '--rows': number } = { '--rows': count };
  return (
    <main id="lanes" tabIndex={-1} data-shape={shape} data-count={count} style={rows} {...useControl('main')}>
      {children}
    </main>
  );
}
