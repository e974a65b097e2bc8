import type { Catalogue } from '../../base/catalogue.ts';
import type { Measure } from '../../base/messages.ts';
import type { Series } from '../../base/series.ts';
import type { RunLane } from '../../export/run-json.ts';
import type { Ghost } from '../state/ghost.ts';
import type { Opened, OpeningStage } from './opened-files.ts';

/** The page's question to the reader of run files. */
export interface Asked {
  readonly files: readonly File[];
  readonly catalogue: Catalogue;
}

/**
 * A lane in parts that are each received at once. The parts of a large lane would keep the page's thread busy for long if
 * they came in one message.
 */
export type RunPart =
  | { readonly type: 'lane'; readonly lane: RunLane }
  | { readonly type: 'series'; readonly name: string; readonly series: Series }
  | { readonly type: 'snapshots'; readonly snapshots: readonly Measure[] };

export type ReaderMessage =
  | RunPart
  | { readonly type: 'log'; readonly log: Ghost }
  | ({ readonly type: 'stage' } & OpeningStage)
  | ({ readonly type: 'read' } & Omit<Opened, 'lanes'>);

/** Reports in one part. One has up to 100 kB of pictures. */
const TOGETHER = 8;

/** The parts of a lane, itself without curves and reports first. */
export function* partsOf({ series, snapshots, ...lane }: RunLane): Generator<RunPart> {
  yield { type: 'lane', lane: { ...lane, series: {} } };
  for (const [name, each] of Object.entries(series)) yield { type: 'series', name, series: each };
  if (snapshots)
    for (let i = 0; i === 0 || i < snapshots.length; i += TOGETHER)
      yield { type: 'snapshots', snapshots: snapshots.slice(i, i + TOGETHER) };
}

/** The lanes that came in parts. */
export function lanesFrom(parts: Iterable<RunPart>): RunLane[] {
  const lanes: RunLane[] = [];
  let series: [string, Series][] = [];
  let snapshots: Measure[] | undefined;
  const end = () => {
    const lane = lanes.pop();
    if (lane) lanes.push({ ...lane, series: Object.fromEntries(series), ...(snapshots && { snapshots }) });
    series = [];
    snapshots = undefined;
  };
  for (const part of parts)
    switch (part.type) {
      case 'lane':
        end();
        lanes.push(part.lane);
        break;
      case 'series':
        series.push([part.name, part.series]);
        break;
      case 'snapshots':
        snapshots ??= [];
        snapshots.push(...part.snapshots);
        break;
      default:
        part satisfies never;
    }
  end();
  return lanes;
}
