import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { drawPictures } from '../../src/reproduce/picture.ts';

const svg = (width: number, height: number, color: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#ffffff"/><rect x="${width - 10}" y="${height - 10}" width="10" height="10" fill="${color}"/></svg>`;

test('pictures have twice the size of their SVG, and all of it', async () => {
  const pictures = await drawPictures([svg(300, 200, '#ff0000'), svg(64, 900, '#0000ff')]);
  if (!pictures) throw new Error('no Chromium draws: npm test finds or installs one');
  const [first, second] = pictures.map((picture) => decode(picture));
  expect([first.width, first.height, second.width, second.height]).toEqual([600, 400, 128, 1800]);
  const at = ({ data, width, channels }: typeof first, x: number, y: number) => [
    ...data.subarray((y * width + x) * channels, (y * width + x) * channels + 3),
  ];
  expect(at(first, 599, 399)).toEqual([255, 0, 0]);
  expect(at(first, 570, 399)).toEqual([255, 255, 255]);
  expect(at(first, 0, 0)).toEqual([255, 255, 255]);
  expect(at(second, 127, 1799)).toEqual([0, 0, 255]);
});
