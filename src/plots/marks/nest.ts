import { TroubleError } from '../../base/errors.ts';
import { coordinate } from './text.ts';

const ROOT = /^<svg xmlns="[^"]*" width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)"([^>]*)>/;

/** Places a plot's SVG at (x, y), scaled to `width` px. */
export function nest(svg: string, x: number, y: number, width: number): { svg: string; height: number } {
  const root = ROOT.exec(svg);
  if (!root)
    throw new TroubleError({
      kind: 'data',
      failed: `${svg.slice(0, 40)} is no part of a figure`,
      why: 'A part is the SVG text of a plot.',
      todo: 'Pass the svg that ring, angles or a curve plot returned.',
    });
  const height = (Number(root[2]) * width) / Number(root[1]);
  const place = `x="${coordinate(x)}" y="${coordinate(y)}" width="${coordinate(width)}" height="${coordinate(height)}"`;
  return { svg: `<svg ${place} viewBox="${root[3]}"${root[4]}>${svg.slice(root[0].length)}`, height };
}
