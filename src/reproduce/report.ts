import { PAPER_EPSILON, TOY_EPSILON } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';
import { PAPERS } from '../base/papers.ts';
import { USAGE_ROWS } from '../base/usage-window.ts';
import { comparisonsOf } from './comparisons.ts';
import { type Figure, groupRows, seedsOf, setting, tabledGroups } from './figures.ts';
import { metricOf } from './metrics.ts';
import { metricTitle, PLACES, ranged, written } from './numbers.ts';
import type { Reproduction, Row } from './results.ts';
import { cellsOf, MAP_HEAD, mapCells } from './turns-gain.ts';
import type { Claim } from './verdicts.ts';

/** The columns of every table. Uniqueness never stands without use. */
const COLUMNS = [
  ...[PAPER_EPSILON, 0.1, 0.25, TOY_EPSILON].map((epsilon) => nameAt('unique', epsilon)),
  nameAt('agreedAndUnique', TOY_EPSILON),
  'used',
  'occupied',
  'agreement',
  'agreementChance',
  nameAt('embeddingDiversity', TOY_EPSILON),
  'effectiveRank',
  'purity',
  'purityShuffled',
  'adjustedMutualInformation',
  'knn',
  'knnGain',
];

/** The report as one Markdown text, which refers to the figures by name. */
export function reportMarkdown(
  results: Reproduction,
  figures: readonly Figure[],
  verdicts: readonly Claim[],
): string {
  const { rows, failures, engine, createdAt } = results;
  const { authors, title, year, arxiv } = PAPERS.arteaga;
  const others = verdicts.filter(({ disagrees }) => !disagrees);
  const disagreeing = verdicts.filter(({ disagrees }) => disagrees);
  const parts = [
    '# The paper’s table at toy scale',
    `${authors}, "${title}", ICLR ${year} (arXiv ${arxiv}), remade with proto-playground ${engine} on ${createdAt.slice(0, 10)}.`,
    rows.length
      ? `${seedsOf(rows)}; ${setting(rows)}. Backend: ${backends(rows)}. A number is the mean over seeds with their range in brackets.${results.seeds === 1 ? ' One seed cannot separate a difference from chance.' : ''}`
      : 'No run has finished.',
    ...(failures.length
      ? [
          '## Runs that failed',
          list(failures.map(({ run, failed }) => `${run.system.label}, seed ${run.seed}: ${failed}`)),
        ]
      : []),
    ...(disagreeing.length
      ? ['## Disagreements with the paper', list(disagreeing.map(({ text }) => text))]
      : []),
    ...(others.length ? ['## Further results', list(others.map(({ text }) => text))] : []),
    ...comparisonSection(results),
    ...besidePaper(rows),
    ...tabledGroups(results).flatMap((group) => {
      const own = groupRows(results, group);
      if (own.length === 0) return [];
      return [`## ${group.title}`, group.map ? mapTable(own) : systemsTable(own)];
    }),
    ...alone(results),
    ...(figures.length
      ? ['## Figures', ...figures.map(({ name, title }) => `### ${title}\n\n![${title}](${name}.svg)`)]
      : []),
    '## Columns',
    list([
      'unique: share of K prototypes left after merging those within ε (Definition 2.1).',
      'agreed: share of K prototypes that both views of some image win, more often than by chance. In use: agreed and unique.',
      `used: share of K prototypes with the highest raw score in at least one of the last ${USAGE_ROWS.toLocaleString('en')} teacher rows.`,
      'occupied: share of K prototypes that are the nearest one to at least one training image without augmentation.',
      'agreement: how often two views of an image win the same prototype. Chance is the rate for views of different images.',
      'embedding diversity: unique share of K farthest-point teacher embeddings. Prototypes need not lie on embeddings, so they can exceed it.',
      'effective rank: participation ratio of the teacher embeddings’ covariance, at unit length.',
      'prototype purity: share of training images whose label is the majority label of their nearest prototype. With shuffled labels it shows the effect of K and usage alone. Adjusted mutual information is 0 by chance.',
      `k-NN: k = 20, T = 0.07, on the encoder’s features. ${baselines(rows)}`,
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');

/** The test of differences, their number, and every headline comparison. */
function comparisonSection(results: Reproduction): string[] {
  const all = comparisonsOf(results).filter(({ p }) => Number.isFinite(p));
  const headlines = all.filter(({ family }) => family === 'headline');
  const further = all.length - headlines.length;
  if (all.length === 0) return [];
  const images = [
    ...new Set(results.rows.flatMap(({ runs }) => runs.map(({ lane }) => lane.baseline.querySize))),
  ];
  const most = Math.max(...images);
  return [
    '## Significance',
    [
      `This report makes ${all.length} comparisons: ${headlines.length} headline ones, named in advance (below), and ${further} further ones. The further ones compare the paper’s orders, and KoLeo-Proto.`,
      'Each is a two-sided paired t-test over seeds, because runs of one seed share batches and views. It assumes independent, roughly normal differences, which so few seeds cannot show.',
      `If all ${all.length} differences were chance, independent tests at 5% would find one in ${(100 * (1 - 0.95 ** all.length)).toFixed(0)}% of reports. Holm’s correction keeps this rate at 5% for each of the two families. Rows count as apart only after this correction. Intervals are 95% each, without correction.`,
      `All seeds are tested on the same ${images.map((count) => count.toLocaleString('en')).join(' or ')} images, so no interval covers other images. The standard error of an accuracy of 85% on ${most.toLocaleString('en')} images is ${(100 * Math.sqrt((0.85 * 0.15) / most)).toFixed(2)} points.`,
    ].join(' '),
    ...(headlines.length
      ? [
          table(
            [
              'decoupled less joint',
              'quantity',
              'seeds',
              'difference, points',
              '95% interval',
              'p (Holm)',
              'apart',
            ],
            headlines.map(({ a, b, metric, n, mean, low, high, adjusted, order }) => [
              `${a.system.label} − ${b.system.label}`,
              metricTitle(metric),
              String(n),
              signed(metric, mean),
              `${signed(metric, low)} to ${signed(metric, high)}`,
              adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3),
              order === 'not apart' ? 'no' : 'yes',
            ]),
          ),
        ]
      : []),
  ];
}

function besidePaper(rows: readonly Row[]): string[] {
  const lines = rows.flatMap(({ system, spread }) =>
    system.paper.map(({ metric, value, place }) => {
      const paper = `${written(metric, value)} (${PLACES[place]})`;
      // accuracies on two datasets are not comparable
      const difference = metric === 'knn' ? '–' : signed(metric, spread[metric].mean - value);
      return [system.label, metricOf(metric).title, paper, ranged(metric, spread[metric]), difference];
    }),
  );
  if (lines.length === 0) return [];
  return [
    '## Comparison with the paper’s numbers',
    table(['system', 'quantity', 'paper', 'here', 'difference, points'], lines),
  ];
}

function systemsTable(rows: readonly Row[]): string {
  return table(
    ['row', 'from', ...COLUMNS.map((id) => metricOf(id).title)],
    rows.map(({ system, spread }) => [
      system.label,
      system.source,
      ...COLUMNS.map((id) => ranged(id, spread[id])),
    ]),
  );
}

function mapTable(rows: readonly Row[]): string {
  return table(
    [...MAP_HEAD, ...COLUMNS.map((id) => metricOf(id).title)],
    cellsOf(rows).map((cell) => [...mapCells(cell), ...COLUMNS.map((id) => ranged(id, cell.row.spread[id]))]),
  );
}

/** A table of the rows that no group shows. */
function alone({ rows, plan }: Reproduction): string[] {
  const shown = new Set(plan.groups.flatMap((group) => group.rows));
  const own = rows.filter(({ system }) => !shown.has(system.id));
  return own.length ? [plan.groups.length ? '## Other rows' : '## Rows', systemsTable(own)] : [];
}

function table(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...lines.map(line)].join('\n');
}

function baselines(rows: readonly Row[]): string {
  const values = (id: string) => rows.map(({ spread }) => spread[id].mean).filter(Number.isFinite);
  const between = (id: string) => {
    const all = values(id);
    const [low, high] = [written(id, Math.min(...all)), written(id, Math.max(...all))];
    return low === high ? low : `${low} to ${high}`;
  };
  if (values('knnRawPixels').length === 0) return '';
  return `Raw pixels give ${between('knnRawPixels')}%, untrained encoders ${between('knnUntrained')}%.`;
}

function backends(rows: readonly Row[]): string {
  return [...new Set(rows.map(({ backend }) => `${backend.name} (${backend.adapter})`))].join('; ');
}

function signed(metric: string, difference: number): string {
  if (!Number.isFinite(difference)) return '–';
  return `${difference < 0 ? '−' : '+'}${written(metric, Math.abs(difference))}`;
}
