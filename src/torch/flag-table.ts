import { COUNTERPARTS, type LaneSettings, type Project } from './counterparts.ts';

/** A setting of a lane, with its counterpart in each project that has one. */
interface FlagRow {
  readonly key: string;
  readonly value: string;
  readonly flags: Readonly<Partial<Record<Project, string>>>;
}

export interface FlagTable {
  /** The project of the lane's own method first. */
  readonly projects: readonly Project[];
  readonly rows: readonly FlagRow[];
  /** Settings that no project has. */
  readonly without: readonly string[];
}

const PROJECTS: readonly Project[] = [
  'DINO',
  'iBOT',
  'DINOv2',
  'CAPI',
  'CARP',
  'SwAV',
  'solo-learn',
  'lightly',
];

/** The project whose authors wrote the method. */
const OWN: Readonly<Record<string, Project>> = {
  dino: 'DINO',
  ibot: 'iBOT',
  dinov2: 'DINOv2',
  capi: 'CAPI',
  carp: 'CARP',
  swav: 'SwAV',
};

/** Settings that say where and what a run is measured, not how it trains. */
const MEASURING: ReadonlySet<string> = new Set(['seed', 'report_every', 'eval_every', 'eval_images']);

/** The nearest settings of other projects for a lane, whose `auto` values have become numbers. */
export function flagTable(lane: LaneSettings): FlagTable {
  const own = OWN[String(lane['method'])];
  const projects = own ? [own, ...PROJECTS.filter((project) => project !== own)] : PROJECTS;
  const rows: FlagRow[] = [];
  const without: string[] = [];
  for (const [key, value] of Object.entries(lane)) {
    if (MEASURING.has(key)) continue;
    const counterpart = COUNTERPARTS[key];
    if (!counterpart) {
      // the range of a mask stands in one setting elsewhere
      if (!key.endsWith('.mask_ratio_max') && key !== 'method') without.push(key);
      continue;
    }
    const flags = Object.fromEntries(
      projects.flatMap((project) => {
        const found = counterpart[project]?.(value, lane);
        return found === undefined ? [] : [[project, found]];
      }),
    );
    rows.push({ key, value: String(value), flags });
  }
  return { projects, rows, without };
}

/** The table in words for a shell: each project's settings, and the lane's that it lacks. */
export function flagWords(lane: LaneSettings): string {
  const { projects, rows, without } = flagTable(lane);
  const parts = projects.map((project) => {
    const found = rows.flatMap(({ flags }) => flags[project] ?? []);
    const lacks = rows.filter(({ flags }) => flags[project] === undefined).map(({ key }) => key);
    return [
      `${project}:`,
      ...found.map((flag) => `  ${flag}`),
      ...(lacks.length > 0 ? [`  without a counterpart: ${lacks.join(', ')}`] : []),
    ].join('\n');
  });
  const speed = Number(lane['time_compression']);
  const compressed =
    speed === 1
      ? []
      : [
          `This lane is time-compressed ${speed} times: its teacher and its joint prototypes move that much faster. For runs as long as the papers’, find the settings of a lane with time_compression 1.`,
        ];
  return [...parts, `In none of them: ${without.join(', ')}.`, ...compressed].join('\n\n').concat('\n');
}
