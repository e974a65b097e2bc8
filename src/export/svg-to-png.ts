import { TroubleError } from '../base/errors.ts';
import { grouped } from '../base/number-text.ts';

/** Largest side in px of a canvas in current browsers (16,384 in Chromium and Safari). */
const LARGEST_SIDE = 16384;

/** Width and height of a picture in px. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * An SVG drawn on white as PNG, of so many px or so many times its own size. In a browser only. The SVG must stand
 * alone, as plots do: system fonts, images as data URIs. Throws a `data` TroubleError when it does not parse as SVG
 * or the picture is too large.
 */
export async function svgToPng(svg: string, size: 1 | 2 | 3 | PixelSize): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    // decode() would wait for a frame, which a page out of sight does not get
    await new Promise((done, fail) => {
      image.onload = done;
      image.onerror = () =>
        fail(
          trouble(
            'The PNG was not made',
            'The browser cannot draw this SVG.',
            'Export it again, or save the run as JSON. Please report it with the browser’s name.',
          ),
        );
      image.src = url;
    });
    const { width, height } =
      typeof size === 'number'
        ? {
            width: Math.round(image.naturalWidth * size),
            height: Math.round(image.naturalHeight * size),
          }
        : size;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context || width < 1 || height < 1 || Math.max(width, height) > LARGEST_SIDE)
      throw tooLarge(width, height);
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, 'image/png');
    });
    if (!blob) throw tooLarge(width, height);
    return blob;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function tooLarge(width: number, height: number): TroubleError {
  return trouble(
    `A picture of ${width} by ${height} px is not possible`,
    `This browser’s canvas holds sides from 1 to ${grouped(LARGEST_SIDE)} px.`,
    'Export at a smaller scale or with fewer lanes.',
  );
}

function trouble(failed: string, why: string, todo: string): TroubleError {
  return new TroubleError({ kind: 'data', failed, why, todo });
}
