/** The first event of two runs that is not the same. */
export interface EventDifference {
  /** From 1: the line of `events.log`. */
  readonly number: number;
  /** Absent: the recorded run had ended. */
  readonly recorded?: string;
  /** Absent: the run now has ended. */
  readonly now?: string;
}

/** Compares a run, event after event as it happens, with lines that are recorded. Nothing of either is kept but the first difference. */
export class EventComparison {
  readonly #recorded: Iterator<string>;
  #count = 0;
  #ended = false;
  #difference: EventDifference | undefined;

  constructor(recorded: Iterable<string>) {
    this.#recorded = recorded[Symbol.iterator]();
  }

  /** What happens now. */
  event(line: string): void {
    this.#count += 1;
    if (this.#difference !== undefined || this.#ended) return;
    const next = this.#next();
    if (next === undefined) this.#difference = { number: this.#count, now: line };
    else if (next !== line) this.#difference = { number: this.#count, recorded: next, now: line };
    if (this.#difference !== undefined) this.#close();
  }

  /** The run now is over. */
  finish(): EventDifference | undefined {
    if (this.#difference !== undefined || this.#ended) return this.#difference;
    const next = this.#next();
    if (next !== undefined) this.#difference = { number: this.#count + 1, recorded: next };
    this.#close();
    return this.#difference;
  }

  /** Events that happened now. */
  get count(): number {
    return this.#count;
  }

  #next(): string | undefined {
    const { done, value } = this.#recorded.next();
    return done === true ? undefined : value;
  }

  /** A file behind the lines is to be closed, though not all of it was read. */
  #close(): void {
    this.#ended = true;
    this.#recorded.return?.();
  }
}
