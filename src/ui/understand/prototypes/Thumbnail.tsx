import { useEffect, useRef } from 'react';
import type { Images } from '../../../base/images.ts';

/** One image of a set, pixel by pixel, below the number that ranks it. */
export function Thumbnail({
  images,
  index,
  cosine,
}: {
  readonly images: Images;
  readonly index: number;
  readonly cosine: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height, channels, pixels, labels } = images;
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(width, height);
    const from = index * width * height * channels;
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++)
        image.data[4 * i + c] = pixels[from + i * channels + Math.min(c, channels - 1)];
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, index, width, height, channels]);
  const label = labels[index];
  return (
    <figure className="thumbnail">
      <canvas
        ref={canvas}
        width={width}
        height={height}
        role="img"
        aria-label={`Training image labelled ${label}, cosine ${cosine.toFixed(3)}`}
      />
      <figcaption aria-hidden="true">
        {cosine.toFixed(3)}
        <br />
        label {label}
      </figcaption>
    </figure>
  );
}
