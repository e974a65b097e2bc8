import { rgb } from 'd3-color';
import { interpolateViridis } from 'd3-scale-chromatic';
import { encode } from 'fast-png';

/** Computed with the first image, to keep it out of the page's start. */
let palette: number[][] | undefined;
const viridis = () =>
  Array.from({ length: 256 }, (_, i) => {
    const { r, g, b } = rgb(interpolateViridis(i / 255));
    return [r, g, b];
  });

/** The colour of density 0 in viridis. */
export const NO_DENSITY = interpolateViridis(0);

/**
 * A density [height, width], row-major from the top left, as a PNG data URI in viridis, whose brightest colour stands
 * for `top` and all above it. The same values give the same bytes in the browser and in Node.
 */
export function densityImage(
  density: Float64Array,
  { width, height }: { readonly width: number; readonly height: number },
  top: number,
): string {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = Math.round(255 * Math.min(1, density[i] / top));
  palette ??= viridis();
  const png = encode({ width, height, data, channels: 1, depth: 8, palette }, { zlib: { level: 1 } });
  return `data:image/png;base64,${base64(png)}`;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
