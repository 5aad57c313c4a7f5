/** What one connection may take of a server that has few of them to give. */
export interface ServerBounds {
  /** At one time; more are closed at once. */
  readonly connectionsMax: number;
  /** A request is a line and a few headers: one that takes longer to arrive is none. */
  readonly requestMs: number;
  /** A reader that takes nothing for so long of what waits for it is gone. */
  readonly stalledMs: number;
  /** A whole answer, however slowly it is read. A live view has no end of its own, and a number of its own. */
  readonly answerMs: number;
}

export const serverBounds: ServerBounds = { connectionsMax: 256, requestMs: 10_000, stalledMs: 30_000, answerMs: 600_000 };
