import type { Chart } from '../../plots/marks/chart.ts';
import type { Reading, ReadingRow } from '../../plots/marks/readings.ts';
import { escapeText } from '../../plots/marks/text.ts';
import { readable, type Theme } from '../../plots/marks/theme.ts';

/** The table has room for so many columns beside a lane's main value. The plot's spoken text has all of them. */
const MOST_PARTNERS = 2;

/**
 * The values at `x` as the HTML of a small table, with a row per lane: its main value, then those of its thinner lines.
 * The data attributes of every cell hold its series, step and exact value. `inked` gives lanes' names their colours.
 */
export function readOut(chart: Chart, x: number, rows: readonly ReadingRow[], theme: Theme): string {
  const named = rows.flatMap(({ readings }) => readings.slice(1).map(nameOf));
  const partners = [...new Set(named)].slice(0, MOST_PARTNERS);
  const head = [`${chart.xName} ${x}`, ...(partners.length ? ['', ...partners] : [''])];
  const cells = head.map((text) => `<th>${escapeText(text)}</th>`).join('');
  const body = rows.map(({ label, readings }) => {
    const [main, ...others] = readings;
    const { color, dash } = main.line;
    const swatch = `<svg width="16" height="8"><path d="M0 4H16" stroke="${color}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ''}/></svg>`;
    const ink = main.line.lane?.ghost ? '' : ` data-ink="${readable(color, theme)}"`;
    const own = partners.map((name) =>
      cell(
        x,
        others.find((each) => nameOf(each) === name),
      ),
    );
    return `<tr data-lane="${escapeText(label)}"><th${ink}>${swatch}<span>${escapeText(label)}</span></th>${cell(x, main)}${own.join('')}</tr>`;
  });
  return `<table><thead><tr>${cells}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** Colours what asks for an ink. The page's policy refuses styles within HTML. */
export function inked(box: HTMLElement): void {
  for (const element of box.querySelectorAll<HTMLElement>('[data-ink]'))
    element.style.color = element.dataset['ink'] ?? '';
}

const nameOf = ({ line }: Reading) => line.short ?? line.label;

function cell(x: number, reading: Reading | undefined): string {
  if (!reading) return '<td></td>';
  const { line, point, words } = reading;
  const series = ` data-series="${escapeText(line.faint ? nameOf(reading) : '')}"`;
  const exact = point ? ` data-step="${point.x}" data-value="${point.y}"` : '';
  const then = point && point.x !== x ? `<small> at ${point.x}</small>` : '';
  return `<td${series}${exact}>${escapeText(words)}${then}</td>`;
}
