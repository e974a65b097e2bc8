/** Longest line, in characters. A headless run's longest one, with pictures of 2,048 prototypes, has 400,000. */
const LONGEST = 2 ** 24;

/** A line of a text. */
export interface LogLine {
  /** From 1. */
  readonly number: number;
  /** Absent for a line that is too long to be read. */
  readonly text?: string;
}

/** Puts the lines of a text together, however it is cut into pieces. */
export class LogLines {
  private pieces: string[] = [];
  private length = 0;
  private number = 0;

  /** The lines that end in this piece. */
  *add(text: string): Generator<LogLine> {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.keep(text.slice(from, end));
      yield this.taken();
      from = end + 1;
    }
    this.keep(text.slice(from));
  }

  /** The text behind the last line end. The next piece begins another text. */
  end(): LogLine {
    const line = this.taken();
    this.number = 0;
    return line;
  }

  private keep(piece: string): void {
    this.length += piece.length;
    if (this.length <= LONGEST) this.pieces.push(piece);
    else this.pieces = [];
  }

  private taken(): LogLine {
    const whole = this.length <= LONGEST;
    const text = this.pieces.join('');
    this.pieces = [];
    this.length = 0;
    this.number += 1;
    return { number: this.number, ...(whole && { text }) };
  }
}
