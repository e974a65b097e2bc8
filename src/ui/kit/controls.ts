import type { ControlId, SettingId } from '../state/controls.ts';

export type AnyControlId = ControlId | SettingId;

/** The page's controls by id. Components add their elements; keys, suggestions and the tour look them up. */
export interface Controls<E, F extends Foldable> {
  /** Adds an element of the lane with this number (from 1), or of none. Returns a function that removes it. */
  add(id: AnyControlId, lane: number | undefined, element: E): () => void;
  /** Adds a folder that mounts these controls when it opens. Returns a function that removes it. */
  addFolder(ids: readonly AnyControlId[], lane: number | undefined, folder: F): () => void;
  /** The lane's own control, else one outside all lanes. With no lane given, the latter, else the first lane's. */
  find(id: AnyControlId, lane?: number): E | undefined;
  /** A closed folder that holds the control, chosen as `find` chooses. */
  closedFolderOf(id: AnyControlId, lane?: number): F | undefined;
}

interface Foldable {
  readonly open: boolean;
}

/** Controls as elements of the page. */
export type PageControls = Controls<HTMLElement, HTMLDetailsElement>;

interface Entry<E> {
  readonly ids: readonly AnyControlId[];
  readonly lane: number | undefined;
  readonly element: E;
}

export function createControls<E, F extends Foldable>(): Controls<E, F> {
  const controls = new Set<Entry<E>>();
  const folders = new Set<Entry<F>>();
  return {
    add: (id, lane, element) => added(controls, { ids: [id], lane, element }),
    addFolder: (ids, lane, element) => added(folders, { ids, lane, element }),
    find: (id, lane) => nearest([...controls], id, lane),
    closedFolderOf: (id, lane) => {
      const closed = [...folders].filter(({ element }) => !element.open);
      return nearest(closed, id, lane);
    },
  };
}

function added<E>(entries: Set<Entry<E>>, entry: Entry<E>): () => void {
  entries.add(entry);
  return () => entries.delete(entry);
}

function nearest<E>(entries: readonly Entry<E>[], id: AnyControlId, lane: number | undefined): E | undefined {
  const all = entries.filter(({ ids }) => ids.includes(id));
  const outside = all.find((entry) => entry.lane === undefined);
  const own =
    lane === undefined
      ? (outside ?? all.sort((a, b) => Number(a.lane) - Number(b.lane))[0])
      : (all.find((entry) => entry.lane === lane) ?? outside);
  return own?.element;
}
