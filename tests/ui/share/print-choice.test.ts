import { afterEach, expect, it, vi } from 'vitest';
import { keepChoice, keptChoice, PRINT_FORMATS, PRINT_WIDTHS } from '../../../src/ui/share/print-choice.ts';

afterEach(() => vi.unstubAllGlobals());

function storage(): Map<string, string> {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return kept;
}

it('every choice of width and format is remembered', () => {
  storage();
  expect(keptChoice()).toEqual({ width: 'column', format: 'pdf' });
  for (const width of PRINT_WIDTHS)
    for (const format of PRINT_FORMATS) {
      keepChoice({ width, format });
      expect(keptChoice()).toEqual({ width, format });
    }
});

it('a stored choice that this version does not know counts as none', () => {
  const kept = storage();
  keepChoice({ width: 'page', format: 'svg' });
  const [key] = kept.keys();
  kept.set(key, 'poster tiff');
  expect(keptChoice()).toEqual({ width: 'column', format: 'pdf' });
});

it('a browser without storage has the first choice, and no error', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
  keepChoice({ width: 'page', format: 'svg' });
  expect(keptChoice()).toEqual({ width: 'column', format: 'pdf' });
});
