import { memo, useState } from 'react';
import { PlotFigure } from '../figures/PlotFigure.tsx';
import type { LaneCardProps } from './lane-card-props.ts';

interface LaneRingProps extends Pick<LaneCardProps, 'number' | 'ring' | 'caption'> {
  /** True where the ring has the size of a thumb, and a press enlarges it. */
  readonly thumb: boolean;
  readonly saves: boolean;
}

/** A lane's prototypes in the plane of their first two principal components. */
export const LaneRing = memo(function LaneRing({ number, ring, caption, thumb, saves }: LaneRingProps) {
  const [large, setLarge] = useState(false);
  return (
    <div
      className="lane-ring"
      data-large={(thumb && large) || undefined}
      onKeyDown={(event) => event.key === 'Escape' && setLarge(false)}
    >
      <PlotFigure
        control="ring"
        name={`Ring density, lane ${number}`}
        heading="PCA plane"
        draw={ring}
        caption={caption}
        saves={saves && (!thumb || large)}
        bare
      />
      {thumb && (
        <button
          type="button"
          className="ring-size"
          data-embed="off"
          aria-label={
            large ? `Make the ring of lane ${number} small again` : `Enlarge the ring of lane ${number}`
          }
          aria-expanded={large}
          onClick={() => setLarge(!large)}
        />
      )}
    </div>
  );
});
