import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { zipped } from '../../src/export/zip.ts';

it('unpacks to its members: texts, stored pictures, and numbered names', async () => {
  const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255, 10);
  const blob = await zipped([
    { name: 'caption.txt', data: 'ε 0.5, η 0.99\n' },
    { name: 'plots/loss.svg', data: '<svg/>' },
    { name: 'plots/loss.svg', data: '<svg>2</svg>' },
    { name: 'plots/loss.svg', data: '<svg>3</svg>' },
    { name: 'plots/loss@2x.png', data: new Blob([picture]) },
    { name: 'empty.csv', data: '' },
  ]);
  expect(blob.type).toBe('application/zip');
  const files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
  expect(Object.keys(files).sort()).toEqual([
    'caption.txt',
    'empty.csv',
    'plots/loss-2.svg',
    'plots/loss-3.svg',
    'plots/loss.svg',
    'plots/loss@2x.png',
  ]);
  expect(strFromU8(files['caption.txt'])).toBe('ε 0.5, η 0.99\n');
  expect(strFromU8(files['plots/loss-3.svg'])).toBe('<svg>3</svg>');
  expect(Array.from(files['plots/loss@2x.png'])).toEqual(Array.from(picture));
});
