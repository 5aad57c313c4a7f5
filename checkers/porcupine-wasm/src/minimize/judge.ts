import { type CheckOptions, check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { assemble, type Piece } from './piece.ts';

/** Judges what weakening has left, within the time there is. */
export class Judge<State> {
  readonly model: Model<State>;
  private readonly original: readonly HistoryEvent[];
  private readonly deadline: number;
  private readonly options: CheckOptions;

  constructor(model: Model<State>, original: readonly HistoryEvent[], deadline: number, options: CheckOptions) {
    this.model = model;
    this.original = original;
    this.deadline = deadline;
    this.options = options;
  }

  get isLate(): boolean {
    return performance.now() >= this.deadline;
  }

  /** The place of the event that cannot be explained; undefined if the history is valid or nothing could be found out. */
  refute(pieces: readonly Piece[]): number | undefined {
    if (this.isLate) return undefined;
    const { events, places } = assemble(pieces, this.original);
    const result = check(this.model, events, { ...this.options, timeMs: Math.max(1, this.deadline - performance.now()) });
    if (result.verdict !== 'invalid') return undefined;
    const event = result.partitions.find(({ evidence }) => evidence !== undefined)?.evidence?.event;
    return places[event ?? events.length - 1];
  }
}

/** Tries to drop all, then halves, quarters and so on of what is left, until every item was tried by itself. `drop` says what it kept. */
export function inShrinkingChunks<State, T>(items: readonly T[], judge: Judge<State>, drop: (chunk: readonly T[]) => readonly T[]): void {
  let left = items;
  for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
    const kept: T[] = [];
    for (let i = 0; i < left.length; i += size) {
      const chunk = left.slice(i, i + size);
      for (const item of judge.isLate ? chunk : drop(chunk)) kept.push(item);
    }
    left = kept;
  }
}
