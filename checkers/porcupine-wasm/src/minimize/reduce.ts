import { type CheckOptions, check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { Dropping } from './droppable.ts';
import { behaviours } from './influence.ts';
import { assemble, type Piece } from './piece.ts';
import { endedAt, widened } from './weaken.ts';

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

/**
 * Weakens until nothing is left to weaken or the time is spent. A history that became valid stays so however much more is dropped,
 * so it is enough to try each operation until none can go; many are tried together before, so that most go at once.
 */
export function reduce<State>(
  judge: Judge<State>,
  pieces: readonly Piece[],
  place: number | undefined,
): { pieces: readonly Piece[]; complete: boolean } {
  const start = cutShort(judge, pieces, place);
  let smallest = reduceInOrder(judge, start, 'oldest-first');
  if (smallest.left.length > smallEnough) {
    const other = reduceInOrder(judge, start, 'newest-first');
    if (other.left.length < smallest.left.length) smallest = other;
  }
  return { pieces: smallest.left, complete: smallest.complete };
}

/** Of more operations than these, another order is tried too: what can still be dropped depends on what was dropped before. */
const smallEnough = 3;

type Order = 'oldest-first' | 'newest-first';

interface Reduced {
  readonly left: readonly Piece[];
  /** Dropped, on account of what is left. */
  readonly excused: ReadonlySet<Piece>;
  /** Whether every operation was tried. */
  readonly complete: boolean;
}

function reduceInOrder<State>(judge: Judge<State>, start: readonly Piece[], order: Order): Reduced {
  // Nothing is excused yet, so observations may go unasked; there are then fewer states to look at for the rest.
  let reduced: Reduced = { left: dropObservations(judge, start, order), excused: new Set(), complete: false };
  for (let before = Number.POSITIVE_INFINITY; reduced.left.length < before && !judge.isLate; ) {
    before = reduced.left.length;
    reduced = dropAny(judge, reduced, order);
    if (reduced.left.length === before) reduced = mergeWidened(judge, reduced);
  }
  return { ...reduced, complete: reduced.complete && !judge.isLate };
}

/** Ends the history at the event that breaks it, as often as that makes it shorter. */
function cutShort<State>(judge: Judge<State>, pieces: readonly Piece[], place: number | undefined): readonly Piece[] {
  let current = pieces;
  for (let at = place; at !== undefined; ) {
    const shorter = endedAt(judge.model, current, at);
    if (shorter.length === current.length && shorter.every((piece, i) => piece.to === current[i]?.to)) break;
    at = judge.refute(shorter);
    if (at !== undefined) current = shorter;
  }
  return current;
}

function dropObservations<State>(judge: Judge<State>, pieces: readonly Piece[], order: Order): readonly Piece[] {
  let current = pieces;
  const tryAllBut = (kept: Piece | undefined): boolean => {
    const shorter = current.filter((piece) => !piece.observes || piece === kept);
    const found = judge.refute(shorter) !== undefined;
    if (found) current = shorter;
    return found;
  };
  // Mostly the one whose answer came last is enough: the history was ended there.
  const last = pieces.reduce((latest, piece) => (piece.to < Number.POSITIVE_INFINITY && piece.to > latest.to ? piece : latest), { to: -1 });
  if (tryAllBut(pieces.find((piece) => piece === last))) return current;
  const observers = pieces.filter(({ observes }) => observes);
  inShrinkingChunks(inOrder(observers, order), judge, (chunk) => {
    const dropped = new Set(chunk);
    const shorter = current.filter((piece) => !dropped.has(piece));
    if (judge.refute(shorter) === undefined) return chunk;
    current = shorter;
    return [];
  });
  return current;
}

function dropAny<State>(judge: Judge<State>, { left, excused }: Reduced, order: Order): Reduced {
  const dropping = openDropping(judge, left, excused);
  if (dropping === undefined) return { left, excused, complete: false };
  const indexes = [...dropping.pieces.keys()].filter((index) => !excused.has(dropping.pieces[index] as Piece));
  inShrinkingChunks(inOrder(indexes, order), judge, (chunk) => {
    const dropped = new Set(dropping.drop(chunk, () => judge.isLate));
    if (dropped.size === 0) return chunk;
    if (judge.refute(dropping.left()) !== undefined) return chunk.filter((index) => !dropped.has(index));
    dropping.restore([...dropped]);
    return chunk;
  });
  const now = dropping.left();
  const shorter = now.length === left.length ? now : cutShort(judge, now, judge.refute(now));
  return { left: shorter, excused: dropping.excusedDrops().pieces, complete: true };
}

/** One of two operations that do the same stands for both where it may be open as long as either. */
function mergeWidened<State>(judge: Judge<State>, reduced: Reduced): Reduced {
  for (const kept of reduced.left) {
    for (const gone of reduced.left) {
      if (kept === gone || kept.observes || gone.observes || judge.isLate) continue;
      const wide = widened(judge.model, kept, gone.from, gone.to);
      if (wide === undefined) continue;
      const dropping = openDropping(
        judge,
        reduced.left.map((piece) => (piece === kept ? wide : piece)),
        reduced.excused,
      );
      if (dropping === undefined) return reduced;
      if (dropping.drop([dropping.pieces.indexOf(gone)]).length === 0) continue;
      const { pieces: excused, all } = dropping.excusedDrops();
      if (all && judge.refute(dropping.left()) !== undefined) return { ...reduced, left: dropping.left(), excused };
    }
  }
  return reduced;
}

function openDropping<State>(judge: Judge<State>, left: readonly Piece[], excused: ReadonlySet<Piece>): Dropping | undefined {
  const sorted = [...left, ...excused].sort((a, b) => a.from - b.from);
  const known = behaviours(judge.model, sorted);
  return known === undefined ? undefined : new Dropping(sorted, excused, known);
}

function inOrder<T>(items: readonly T[], order: Order): readonly T[] {
  return order === 'oldest-first' ? items : items.toReversed();
}

/** Tries to drop all, then halves, quarters and so on of what is left, until every item was tried by itself. `drop` says what it kept. */
function inShrinkingChunks<State, T>(items: readonly T[], judge: Judge<State>, drop: (chunk: readonly T[]) => readonly T[]): void {
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
