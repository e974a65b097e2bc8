import { csvText } from '../export/csv.ts';
import { replacer } from '../export/json-field.ts';
import { METRICS } from './metrics.ts';
import { PLACES } from './numbers.ts';
import type { Reproduction } from './results.ts';
import type { Claim } from './verdicts.ts';

const RESULTS_FORMAT = 'proto-playground-reproduction';

/** The results as JSON: each row with its config, the values of each seed, their spread and the paper's numbers. */
export function resultsJson(results: Reproduction, verdicts: readonly Claim[]): string {
  const { createdAt, engine, seeds, plan, rows, failures } = results;
  const file = {
    format: RESULTS_FORMAT,
    version: 1,
    createdAt,
    playground: engine,
    seeds,
    groups: plan.groups.map(({ id, title, rows: ids }) => ({ id, title, rows: ids })),
    rows: rows.map(({ system, config, backend, runs, spread }) => ({
      id: system.id,
      label: system.label,
      source: system.source,
      config,
      backend,
      spread,
      paper: system.paper.map(({ metric, value, place }) => ({ metric, value, where: PLACES[place] })),
      runs: runs.map(({ seed, file, lane }) => ({
        seed,
        file: `runs/${file}`,
        seconds: lane.summary.seconds,
        metrics: Object.fromEntries(METRICS.map(({ id, of }) => [id, of(lane.summary)])),
      })),
    })),
    failures: failures.map(({ run, failed }) => ({ id: run.system.id, seed: run.seed, failed })),
    verdicts,
  };
  return `${JSON.stringify(file, replacer, 1)}\n`;
}

const HEADER = ['row', 'label', 'source', 'metric', 'seeds', 'mean', 'min', 'max', 'paper', 'paper_source'];

/** The results as CSV in long form, a line for each row and metric. Shares are in 0..1. */
export function resultsCsv({ rows }: Reproduction): string {
  const lines = rows.flatMap(({ system, spread }) =>
    METRICS.map(({ id }) => {
      const { n, mean, min, max } = spread[id];
      const paper = system.paper.find(({ metric }) => metric === id);
      const cells = [system.id, system.label, system.source, id, n, mean, min, max];
      return [...cells, paper?.value ?? '', paper ? PLACES[paper.place] : ''].map(String);
    }),
  );
  return csvText([HEADER, ...lines]);
}
