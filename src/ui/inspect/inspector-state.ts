import { EPSILONS, PAPER_EPSILON } from '../../base/epsilons.ts';
import { listed, type Trouble, TroubleError, troubleOf } from '../../base/errors.ts';
import type { ChosenMatrix, InspectorJob, InspectorReport } from '../../worker/inspector-messages.ts';
import { ordered } from './file-order.ts';
import type { ImageUse, MatrixCount, OpenFile } from './open-file.ts';

export interface InspectorState {
  /** In the order of their tabs. */
  readonly files: readonly OpenFile[];
  /** Id of the file that is shown. */
  readonly shown?: number;
  /** Index into EPSILONS. */
  readonly epsilon: number;
  /** True once a person put the files in order. */
  readonly byHand: boolean;
  /** The latest event in words, for screen readers. */
  readonly said: string;
  /** Files that stayed closed. */
  readonly trouble?: Trouble;
}

/** Does a job on a file elsewhere, as worker/inspector-client.ts does. */
type Inspect = (
  job: InspectorJob,
  hear: (report: InspectorReport) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface Inspector {
  readonly state: () => InspectorState;
  readonly subscribe: (listener: () => void) => () => void;
  open(files: readonly File[]): void;
  close(id: number): void;
  show(id: number): void;
  /** Looks at another matrix of the file, and counts it. */
  choose(id: number, matrix: number): void;
  /** Exchanges rows and columns, or no longer. */
  turn(id: number, turned: boolean): void;
  /** Opens the file once more, with the next of its matrices. */
  again(id: number): void;
  /** Moves a file to a place in the order. */
  move(id: number, to: number): void;
  cancel(id: number): void;
  /** Counts again after a cancelled or failed count. */
  recount(id: number): void;
  /** Counts the use of its prototypes by images: one array, or two views of the same images. */
  use(id: number, images: readonly File[]): void;
  /** Forgets the images, and ends their count. */
  forgetImages(id: number): void;
  setEpsilon(index: number): void;
  forgive(): void;
  /** Writes a file in a worker. */
  write(job: InspectorJob, type: string): Promise<Blob>;
}

/** Most files at a time: the checkpoints of one run, and room for those of another. */
export const MOST_FILES = 32;
/** Lists of matrices that are read at a time. */
const AT_ONCE = 2;

/** The files of weights that are open on the page. Counts take all cores, so one runs at a time, that of the shown file first. */
export function createInspector(inspect: Inspect): Inspector {
  let state: InspectorState = {
    files: [],
    epsilon: EPSILONS.indexOf(PAPER_EPSILON),
    byHand: false,
    said: '',
  };
  let ids = 0;
  const listeners = new Set<() => void>();
  /** Files whose list is being read, and the one that is being counted. */
  const jobs = new Map<number, AbortController>();
  /** Files whose images are being assigned. */
  const assigning = new Map<number, AbortController>();

  const set = (part: Partial<InspectorState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  const find = (id: number) => state.files.find((each) => each.id === id);
  const change = (
    id: number,
    part: (file: OpenFile) => Partial<OpenFile>,
    rest: Partial<InspectorState> = {},
  ) =>
    set({
      ...rest,
      files: state.files.map((each) => (each.id === id ? { ...each, ...part(each) } : each)),
    });
  const counted = (id: number, part: Partial<MatrixCount>, said?: string) =>
    change(
      id,
      ({ count }) => (count ? { count: { ...count, ...part } } : {}),
      said === undefined ? {} : { said },
    );
  const stop = (id: number) => {
    jobs.get(id)?.abort();
    jobs.delete(id);
  };
  const forgetImages = (id: number) => {
    assigning.get(id)?.abort();
    assigning.delete(id);
    set({ files: state.files.map((each) => (each.id === id ? withoutImages(each) : each)) });
  };

  /** Begins whatever waits and has room. */
  const pump = () => {
    const lists = state.files.filter(({ weights, trouble }) => !weights && !trouble);
    for (const file of lists.slice(0, AT_ONCE)) if (!jobs.has(file.id)) void list(file);
    const counting = state.files.some(({ id, weights }) => weights && jobs.has(id));
    const waiting = state.files.filter(({ count }) => count?.phase === 'waiting');
    const next = waiting.find(({ id }) => id === state.shown) ?? waiting[0];
    if (next && !counting) void count(next);
  };
  const work = async (
    { id, file }: OpenFile,
    job: InspectorJob,
    hear: (report: InspectorReport) => void,
    failed: (trouble: Trouble) => void,
  ) => {
    const own = new AbortController();
    jobs.set(id, own);
    try {
      await inspect(job, hear, own.signal);
    } catch (thrown) {
      if (!own.signal.aborted) failed(troubleOf(thrown, `opening ${file.name}`, 'Open it again'));
    } finally {
      if (jobs.get(id) === own) jobs.delete(id);
      pump();
    }
  };
  const list = (file: OpenFile) =>
    work(
      file,
      { type: 'list', file: file.file, name: file.file.name },
      (report) => {
        if (report.type !== 'listed') return;
        const { weights } = report;
        const likely = weights.matrices.findIndex(({ why }) => why !== '');
        const chosen = likely < 0 ? {} : { matrix: likely, count: WAITING };
        change(file.id, () => ({ weights, ...chosen }), { said: `${file.file.name} is open.` });
        if (!state.byHand) set({ files: ordered(state.files) });
      },
      (trouble) => change(file.id, () => ({ trouble })),
    );
  const count = (file: OpenFile) => {
    const { id } = file;
    counted(id, { phase: 'reading', share: 0 });
    return work(
      file,
      { type: 'count', chosen: chosenOf(file) },
      (report) => {
        if (report.type === 'stage' && report.doing !== 'assigning')
          counted(id, { phase: report.doing, share: report.share });
        else if (report.type === 'drawn')
          counted(id, {
            drawn: report.rows,
            ...(report.gain && { gain: report.gain }),
            phase: 'counting',
            share: 0,
          });
        else if (report.type === 'estimate') counted(id, { estimate: report.estimate });
        else if (report.type === 'counted')
          counted(id, { counts: report.counts, phase: 'comparing' }, `${file.file.name} is counted.`);
        else if (report.type === 'random') counted(id, { random: report.random });
        else if (report.type === 'done') counted(id, { phase: 'done', share: 1 });
      },
      (trouble) => counted(id, { phase: 'failed', trouble }),
    );
  };
  const recount = (id: number, part: Partial<OpenFile> = {}) => {
    stop(id);
    forgetImages(id);
    change(id, () => ({ ...part, count: WAITING }));
    pump();
  };

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open(given) {
      const room = MOST_FILES - state.files.length;
      const files = given.slice(0, room).map((file): OpenFile => ({ id: ++ids, file, turned: false }));
      const left = given.slice(room);
      const all = [...state.files, ...files];
      set({
        files: state.byHand ? all : ordered(all),
        ...(files[0] && { shown: files[0].id }),
        ...(left.length > 0 && { trouble: tooMany(left) }),
      });
      pump();
    },
    close(id) {
      stop(id);
      forgetImages(id);
      const at = state.files.findIndex((each) => each.id === id);
      const files = state.files.filter((each) => each.id !== id);
      const { shown, ...rest } = state;
      const next = shown === id ? (files[at] ?? files[at - 1])?.id : shown;
      state = { ...rest, ...(next !== undefined && { shown: next }) };
      set({ files });
      pump();
    },
    show: (id) => set({ shown: id }),
    choose: (id, matrix) => recount(id, { matrix, turned: false }),
    turn: (id, turned) => recount(id, { turned }),
    again(id) {
      const file = find(id);
      if (!file?.weights) return;
      const taken = state.files.flatMap((each) => (each.file === file.file ? [each.matrix] : []));
      const free = file.weights.matrices.findIndex((_, i) => !taken.includes(i));
      const other: OpenFile = {
        ...file,
        id: ++ids,
        turned: false,
        matrix: Math.max(0, free),
        count: WAITING,
      };
      const at = state.files.indexOf(file) + 1;
      set({ files: state.files.toSpliced(at, 0, other), shown: other.id });
      pump();
    },
    move(id, to) {
      const file = find(id);
      if (!file) return;
      const others = state.files.filter((each) => each !== file);
      const place = Math.min(others.length, Math.max(0, to));
      set({
        files: others.toSpliced(place, 0, file),
        byHand: true,
        said: `${file.file.name}: place ${place + 1} of ${state.files.length}.`,
      });
    },
    cancel(id) {
      stop(id);
      counted(id, { phase: 'cancelled' }, 'The count is cancelled.');
      pump();
    },
    recount: (id) => recount(id),
    async use(id, images) {
      const file = find(id);
      if (!file || images.length === 0) return;
      forgetImages(id);
      const own = new AbortController();
      assigning.set(id, own);
      const names = images.map(({ name }) => name);
      const told = (part: Partial<ImageUse>, said = state.said) =>
        change(id, ({ images: now }) => ({ images: { names, share: 0, ...now, ...part } }), { said });
      told({});
      try {
        if (images.length > 2) throw new TroubleError(tooManyViews(images.length));
        await inspect(
          { type: 'use', chosen: chosenOf(file), images },
          (report) => {
            if (report.type === 'stage' && report.doing === 'assigning') told({ share: report.share });
            if (report.type === 'used') told({ use: report.use, share: 1 }, 'The images are assigned.');
          },
          own.signal,
        );
      } catch (thrown) {
        if (!own.signal.aborted)
          told({ trouble: troubleOf(thrown, 'assigning the images', 'Open them again') });
      }
    },
    forgetImages,
    setEpsilon: (epsilon) => set({ epsilon }),
    forgive() {
      const { trouble: _, ...rest } = state;
      state = rest;
      set({});
    },
    async write(job, type) {
      let parts: readonly (string | Uint8Array<ArrayBuffer>)[] = [];
      const hear = (report: InspectorReport) => {
        if (report.type === 'file') parts = report.parts;
      };
      await inspect(job, hear, new AbortController().signal);
      return new Blob([...parts], { type });
    },
  };
}

function withoutImages({ images: _, ...file }: OpenFile): OpenFile {
  return file;
}

const tooManyViews = (count: number): Trouble => ({
  kind: 'data',
  failed: `${count} files of images were chosen`,
  why: 'One array has the images, and a second one their other view.',
  todo: 'Choose one or two files.',
});

const WAITING: MatrixCount = { phase: 'waiting', share: 0 };

/** The chosen matrix of a file, for a worker. */
export const chosenOf = ({ file, matrix = 0, turned }: OpenFile): ChosenMatrix => ({
  file,
  name: file.name,
  matrix,
  turned,
});

const tooMany = (left: readonly File[]): Trouble => ({
  kind: 'data',
  failed: `${MOST_FILES} files are open`,
  why: `The page shows no more. These stayed closed: ${listed(left.map(({ name }) => name))}.`,
  todo: 'Close some, then open the others.',
});
