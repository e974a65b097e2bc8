import { inBuiltPage } from '../built-page.ts';

/** Two default lanes in the page itself, views, measurements, evaluation and drawing included. */
export interface PageRun {
  readonly steps: number;
  readonly badge: string;
  /** From Start to the last step on the progress bar. */
  readonly seconds: number;
}

const STEPS = 500;
const LONGEST = 10 * 60_000;

export function pageRun(): Promise<PageRun> {
  return inBuiltPage(async (playground) => {
    await playground.open('', `v=1&steps=${STEPS}`);
    const start = performance.now();
    await playground.button('Start').click();
    await playground.reaches(STEPS, LONGEST);
    const seconds = (performance.now() - start) / 1000;
    const badge = await playground.page
      .getByText(/WebAssembly|WebGPU/)
      .first()
      .innerText();
    return { steps: STEPS, badge, seconds };
  });
}
