import { mustHaveRun, mustRunAll, skipLines } from './skipped.mjs';

/** The counts of all stages of `npm test`. */
export class Tally {
  passed = 0;
  failed = 0;
  /** A reason for each skipped test. */
  skipped = [];

  /** Adds a stage's counts, and tells whether it passed. */
  add({ passed = 0, failed = 0, skipped = [] }) {
    this.passed += passed;
    this.failed += failed;
    this.skipped.push(...skipped);
    return failed === 0;
  }

  /** True if tests were skipped where none may be. */
  get tooFew() {
    return mustHaveRun(this.skipped) && mustRunAll();
  }

  get ok() {
    return this.failed === 0 && !this.tooFew;
  }

  /** The reasons of skipped tests, and last the line "N passed, N failed, N skipped". */
  lines() {
    const failed = this.failed + (this.tooFew ? 1 : 0);
    const rest = this.skipped.length > 0 ? `, ${this.skipped.length} skipped` : '';
    return [
      ...skipLines(this.skipped),
      ...(this.tooFew ? ['skipped tests: failed, since CI runs on a machine where every test can run'] : []),
      `${this.passed} passed, ${failed} failed${rest}`,
    ];
  }
}
