import { useEnvironment } from '../../kit/environment.ts';
import { useControl } from '../../kit/use-control.ts';
import type { GuidedTour } from './use-tour.tsx';

/** Opens the guided tour, and closes it. */
export function TourButton({ tour }: { readonly tour: GuidedTour }) {
  const { lesson } = useEnvironment();
  const control = useControl('tour');
  // The stops change the lanes, which a lesson with locks forbids.
  if (lesson.lock.size > 0) return null;
  return (
    <button
      type="button"
      className="quiet"
      {...control}
      aria-expanded={tour.open}
      title="Ten short stops on the example run; then you train it yourself."
      onClick={tour.toggle}
    >
      Tour
    </button>
  );
}
