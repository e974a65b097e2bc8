import { lab, rgb } from 'd3-color';

/** Exported plots are always light, on white. */
export type Theme = 'light' | 'dark';

export interface Inks {
  readonly background: string;
  /** Titles and labels. */
  readonly ink: string;
  /** Ticks, captions and reference lines. */
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
}

export const INKS: Readonly<Record<Theme, Inks>> = {
  light: { background: '#ffffff', ink: '#1b1d20', muted: '#5c6168', grid: '#e8e9eb', axis: '#8b9098' },
  dark: { background: '#14161a', ink: '#e8eaed', muted: '#a2a8b1', grid: '#292d33', axis: '#6d747e' },
};

/** The contrast that WCAG 2.1 requires of small text. */
const READABLE = 4.5;

const readableCache = new Map<string, string>();

/** `color` with its lightness (CIELAB) changed until text in it has a contrast of 4.5 to the background. */
export function readable(color: string, theme: Theme): string {
  const key = `${theme} ${color}`;
  const known = readableCache.get(key);
  if (known !== undefined) return known;
  const background = luminance(INKS[theme].background);
  const shade = lab(color);
  while (contrast(luminance(shade.formatHex()), background) < READABLE && shade.l > 0 && shade.l < 100)
    shade.l += theme === 'light' ? -2 : 2;
  const found = shade.formatHex();
  readableCache.set(key, found);
  return found;
}

/** Relative luminance of WCAG 2.1, 0..1. */
function luminance(color: string): number {
  const { r, g, b } = rgb(color);
  const linear = [r, g, b].map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
