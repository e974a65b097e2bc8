import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { MOST_LANES } from '../state/lane-limits.ts';

interface LaneButtonsProps {
  readonly lane: number;
  /** Its number among the lanes, from 1. */
  readonly number: number;
  /** Number of lanes. */
  readonly lanes: number;
  /** False until the lane has settings. */
  readonly settled: boolean;
}

/** Moves, duplicates or removes a lane. */
export function LaneButtons({ lane, number, lanes, settled }: LaneButtonsProps) {
  const { store, lesson } = useEnvironment();
  const control = useControl('lanes');
  const several = lanes > 1;
  if (lesson.lock.has('lanes')) return null;
  return (
    <span className="lane-buttons" {...control}>
      {several && (
        <>
          <IconButton
            name={`Move lane ${number} to the left`}
            hint="Move left"
            icon="M10 3 5 8l5 5"
            able={number > 1}
            onPress={() => store.dispatch({ type: 'moveLane', lane, by: -1 })}
          />
          <IconButton
            name={`Move lane ${number} to the right`}
            hint="Move right"
            icon="m6 3 5 5-5 5"
            able={number < lanes}
            onPress={() => store.dispatch({ type: 'moveLane', lane, by: 1 })}
          />
        </>
      )}
      <IconButton
        name={`Duplicate lane ${number}`}
        hint="Duplicate this lane."
        icon="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"
        able={settled && lanes < MOST_LANES}
        onPress={() => store.dispatch({ type: 'duplicateLane', lane })}
      />
      {several && (
        <IconButton
          name={`Remove lane ${number}`}
          hint="Remove this lane; the others keep running."
          icon="M3 3 13 13M13 3 3 13"
          able
          onPress={() => store.dispatch({ type: 'removeLane', lane })}
        />
      )}
    </span>
  );
}

interface IconButtonProps {
  readonly name: string;
  readonly hint: string;
  readonly icon: string;
  readonly able: boolean;
  readonly onPress: () => void;
}

function IconButton({ name, hint, icon, able, onPress }: IconButtonProps) {
  return (
    <button
      type="button"
      className="quiet"
      aria-label={name}
      title={hint}
      disabled={!able}
      data-embed="off"
      onClick={onPress}
    >
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={icon} fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </button>
  );
}
