import { strFromU8, unzlibSync } from 'fflate';

/** The drawings on a page of a PDF. */
export interface PdfContent {
  /** Width and height in points. */
  readonly size: readonly number[];
  readonly texts: readonly string[];
  /** Number of straight pieces of lines. */
  readonly pieces: number;
  readonly images: number;
}

/** Reads a PDF of one page and one font, whose streams are deflated and whose glyphs have a map to Unicode. */
export function pdfContent(bytes: Uint8Array): PdfContent {
  const raw = strFromU8(bytes, true);
  const box = /\/MediaBox \[([\d. ]+)\]/.exec(raw)?.[1].split(' ').map(Number) ?? [];
  const streams = [...raw.matchAll(/<<([\s\S]*?)>>\s*stream\r?\n/g)].flatMap(([head, dictionary], i, all) => {
    if (!dictionary.includes('/FlateDecode') || dictionary.includes('/Image')) return [];
    const start = all[i].index + head.length;
    return [strFromU8(unzlibSync(bytes.subarray(start, raw.indexOf('endstream', start))), true)];
  });
  const letters = new Map(
    streams
      .filter((stream) => stream.includes('beginbfchar'))
      .flatMap((stream) => [...stream.matchAll(/<([0-9a-f]{4})><([0-9a-f]{4})>/gi)])
      .map(([, glyph, code]) => [glyph, String.fromCharCode(Number.parseInt(code, 16))]),
  );
  const page = streams.find((stream) => stream.includes('\nBT\n')) ?? '';
  const words = (hex: string) =>
    (hex.match(/.{4}/g) ?? []).map((glyph) => letters.get(glyph) ?? '?').join('');
  return {
    size: box.slice(2),
    texts: [...page.matchAll(/<([0-9a-f]+)> Tj/g)].map(([, hex]) => words(hex)),
    pieces: page.match(/ l$/gm)?.length ?? 0,
    images: page.match(/ Do$/gm)?.length ?? 0,
  };
}
