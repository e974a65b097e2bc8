import { STOPS } from './tour-stops.ts';

interface TourDotsProps {
  /** Index of the current stop, from 0. */
  readonly stop: number;
  readonly onStop: (stop: number) => void;
}

/** A dot for each stop, which goes there. */
export function TourDots({ stop, onStop }: TourDotsProps) {
  return (
    <nav className="tour-dots" aria-label="Stops">
      {STOPS.map(({ title }, i) => {
        const name = `Stop ${i + 1}: ${title}`;
        return (
          <button
            key={title}
            type="button"
            aria-label={name}
            title={name}
            aria-current={i === stop ? 'step' : undefined}
            onClick={() => onStop(i)}
          />
        );
      })}
    </nav>
  );
}
