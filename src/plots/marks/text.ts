/** System sans, so that the page, an exported PNG and a paper show the same letters. */
export const FONT = 'ui-sans-serif, system-ui, Helvetica, Arial, sans-serif';

/** Text sizes of every plot, in px: title, labels, notes (ticks and captions). */
export const SIZE = { title: 13, label: 11, note: 10 } as const;

/** Formats a coordinate with two decimals: files stay short and comparable. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return rounded === 0 ? '0' : String(rounded);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for an SVG element or attribute. Control characters are dropped, because XML forbids them. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ESCAPES[c]).replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '');
}

const NARROW = new Set("iljtfrI.,:;'|!()[] ·-/");
const WIDE = new Set('mwMW%@—');

/**
 * Estimated width of `text` in px at font size `size`. Without a DOM, the widths are those of a wide system font
 * (DejaVu Sans), rounded up: spare room is better than clipped text.
 */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const c of text) {
    if (NARROW.has(c)) ems += 0.37;
    else if (WIDE.has(c)) ems += 0.97;
    else if (c >= 'A' && c <= 'Z') ems += 0.72;
    else ems += 0.63;
  }
  return ems * size;
}

/** Breaks text into lines of whole words, at most `width` px wide. A single word that is too wide is cut. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((l) => cut(l, size, width));
}

/** Cuts `text` with an ellipsis if it is wider than `width` px. */
export function cut(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

export interface TextStyle {
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 400 | 600;
}

/** A `<text>` element whose baseline starts, is centred or ends at (x, y). */
export function textAt(x: number, y: number, text: string, style: TextStyle): string {
  const anchor = style.anchor && style.anchor !== 'start' ? ` text-anchor="${style.anchor}"` : '';
  const weight = style.weight === 600 ? ' font-weight="600"' : '';
  return (
    `<text x="${coordinate(x)}" y="${coordinate(y)}" font-size="${style.size}" fill="${style.fill}"` +
    `${anchor}${weight}>${escapeText(text)}</text>`
  );
}
