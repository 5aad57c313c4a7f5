/** A place in a file: line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** An error meant for the user: a stable code, what was expected and what came, where, and what to try. */
export class FaultlineError extends Error {
  override readonly name: string = 'FaultlineError';
  readonly code: string;
  /** 254 for bad usage, suites and inputs; 255 for a failure of the harness. */
  readonly exitCode: 254 | 255;
  readonly place: Place | undefined;

  constructor(code: string, message: string, options: { exitCode?: 254 | 255; place?: Place; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? 255;
    this.place = options.place;
  }
}

/** The user gave something that cannot be used: exit 254. */
export function badInput(code: string, message: string, place?: Place): FaultlineError {
  return new FaultlineError(code, message, place === undefined ? { exitCode: 254 } : { exitCode: 254, place });
}

/** `file:line:col`, as far as it is known. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}
