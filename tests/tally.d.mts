export interface Counts {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: readonly string[];
}

export class Tally {
  add(counts: Counts): boolean;
  readonly ok: boolean;
  lines(): string[];
}
