/** A text that is not a history: what was expected, what came, and where. Lines and columns count from 1. */
export class ParseError extends Error {
  override readonly name: string = 'ParseError';
  readonly code: string;
  readonly line: number;
  readonly column: number;

  constructor(code: string, message: string, line: number, column: number) {
    super(message);
    this.code = code;
    this.line = line;
    this.column = column;
  }
}
