import { describe, expect, it } from 'vitest';
import { ring } from '../../../src/plots/ring.ts';
import { changesBetween } from '../../../src/ui/figures/patch-svg.ts';

/** The text `before` with changes applied by hand, element by element. */
function changed(before: string, changes: NonNullable<ReturnType<typeof changesBetween>>): string {
  let at = -1;
  return before
    .split('<')
    .map((piece, i) => {
      if (i === 0 || piece.startsWith('/')) return piece;
      at += 1;
      const change = changes.find((each) => each.at === at);
      const end = piece.indexOf('>') + 1;
      let tag = piece.slice(0, end);
      for (const [name, value] of change?.set ?? [])
        tag = tag.replace(new RegExp(` ${name}="[^"]*"`), ` ${name}="${value}"`);
      return tag + (change?.words ?? piece.slice(end));
    })
    .join('<');
}

describe('changesBetween', () => {
  it('finds the attributes and words that differ, and their elements', () => {
    const before = '<svg><g fill="red"><path d="M0 0"/></g><text x="1">50%</text></svg>';
    const after = '<svg><g fill="red"><path d="M0 0L1 1"/></g><text x="2">60%</text></svg>';
    expect(changesBetween(before, after)).toEqual([
      { at: 2, set: [['d', 'M0 0L1 1']] },
      { at: 3, set: [['x', '2']], words: '60%' },
    ]);
  });

  it('gives up where elements come, go or change their kind', () => {
    const before = '<svg><path d="M0 0"/></svg>';
    for (const after of [
      '<svg><path d="M0 0"/><path d="M1 1"/></svg>',
      '<svg><rect d="M0 0"/></svg>',
      '<svg><path d="M0 0" fill="red"/></svg>',
      '<svg><path d="M0 0"></svg>',
      '<svg></svg>',
    ])
      expect(changesBetween(before, after)).toBeUndefined();
  });

  it('gives up on words that are not all of their element’s, and on entities', () => {
    const text = (words: string, more = '') => `<svg><text>${words}<tspan>a</tspan>${more}</text></svg>`;
    expect(changesBetween(text('k'), text('K'))).toBeUndefined();
    expect(changesBetween(text('k', 'm'), text('k', 'n'))).toBeUndefined();
    expect(changesBetween('<svg><text>a</text></svg>', '<svg><text>a &amp; b</text></svg>')).toBeUndefined();
    expect(changesBetween('<svg><text>a</text></svg>', '<svg><text>b</text></svg>')).toHaveLength(1);
  });

  it('turns one ring into the next', () => {
    const options = { width: 240, height: 260, theme: 'light' } as const;
    const [one, other] = [0.1, 2].map((spread) => {
      const angles = Float32Array.from({ length: 64 }, (_, i) => spread * Math.sin(i));
      return ring({ angles, count: 64, top: 4 }, options).svg;
    });
    const changes = changesBetween(one, other);
    expect(changes?.length).toBe(1);
    expect(changed(one, changes ?? [])).toBe(other);
  });
});
