import font from '@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf?url';
import { jsPDF } from 'jspdf';
import { svg2pdf } from 'svg2pdf.js';
import { TroubleError } from '../base/errors.ts';

/** An open font as wide as Arial. The fonts that every PDF reader has lack Greek letters and the minus sign. */
const FAMILY = 'Arimo';
const FILE = `${FAMILY}.ttf`;

/** Size of a page in centimetres. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** Metadata of a PDF. */
export interface PdfWords {
  readonly title: string;
  readonly subject: string;
  readonly creator: string;
}

const points = (centimetres: number) => (centimetres * 72) / 2.54;

/**
 * An SVG as a PDF of one page: text stays text, and lines stay lines. Its text must be of normal weight, because that
 * is the only font here. In a browser only. Throws a `data` TroubleError when the font does not load or lacks a letter.
 */
export async function svgToPdf(svg: string, size: PageSize, words: PdfWords): Promise<Blob> {
  const root = new DOMParser().parseFromString(
    svg.replaceAll(/font-family="[^"]*"/g, `font-family="${FAMILY}"`),
    'image/svg+xml',
  ).documentElement;
  const [width, height] = [points(size.width), points(size.height)];
  const pdf = new jsPDF({
    unit: 'pt',
    format: [width, height],
    orientation: width > height ? 'landscape' : 'portrait',
    compress: true,
    putOnlyUsedFonts: true,
  });
  await addFont(pdf);
  checkLetters(pdf, root.textContent ?? '');
  pdf.setProperties(words);
  await svg2pdf(root, pdf, { width, height });
  return pdf.output('blob');
}

/** Gives the font to the PDF, and to the page, which measures the text. */
async function addFont(pdf: jsPDF): Promise<void> {
  const bytes = await fontBytes();
  document.fonts.add(await new FontFace(FAMILY, bytes).load());
  pdf.addFileToVFS(FILE, binary(new Uint8Array(bytes)));
  pdf.addFont(FILE, FAMILY, 'normal');
}

async function fontBytes(): Promise<ArrayBuffer> {
  try {
    const response = await fetch(font);
    if (response.ok) return await response.arrayBuffer();
    throw new Error(`the server answered ${response.status}`);
  } catch (thrown) {
    throw new TroubleError({
      kind: 'data',
      failed: 'The PDF was not made',
      why: `Its font did not load: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      todo: 'Check the connection and export again, or save the figure as SVG.',
    });
  }
}

/** Bytes as the text that jsPDF takes for a font: one character a byte. */
function binary(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}

function checkLetters(pdf: jsPDF, text: string): void {
  const { metadata } = pdf.setFont(FAMILY, 'normal').getFont();
  const lacking = [...new Set(text)].filter(
    (letter) => letter.trim() !== '' && !metadata.characterToGlyph(letter.codePointAt(0)),
  );
  if (lacking.length > 0)
    throw new TroubleError({
      kind: 'data',
      failed: 'The PDF was not made',
      why: `Its font has no ${lacking.join(' ')}.`,
      todo: 'Rename the lane or pinned run, or save the figure as SVG.',
    });
}
