import { cutOut } from './cut-out.ts';
import { Dropping } from './droppable.ts';
import { forgetMost } from './forget-most.ts';
import { behaviours } from './influence.ts';
import { inShrinkingChunks, type Judge } from './judge.ts';
import type { Piece } from './piece.ts';
import { endedAt, widened } from './weaken.ts';

/**
 * Weakens until nothing is left to weaken or the time is spent. A history that became valid stays so however much more is dropped,
 * so it is enough to try each operation until none can go; many are tried together before, so that most go at once.
 */
export function reduce<State>(judge: Judge<State>, pieces: readonly Piece[], place: number | undefined): Smallest {
  const forgotten: string[] = [];
  let current = cutShort(judge, pieces, place);
  let complete = false;
  // What had to stay for the sake of what is gone now may go in the next round.
  for (let before: readonly Piece[] = []; current.length !== before.length && !judge.isLate; ) {
    before = current;
    const less = forgetMost(judge, current);
    forgotten.push(...less.forgotten);
    const { left, complete: every } = inBestOrder(judge, less.pieces.length > smallEnough ? cutOut(judge, less.pieces) : less.pieces);
    current = left;
    complete = every;
  }
  return { pieces: current, forgotten, complete };
}

export interface Smallest {
  readonly pieces: readonly Piece[];
  /** What was taken out of what is left, in words. */
  readonly forgotten: readonly string[];
  readonly complete: boolean;
}

function inBestOrder<State>(judge: Judge<State>, pieces: readonly Piece[]): Reduced {
  const start = cutShort(judge, pieces, judge.refute(pieces));
  const oldest = reduceInOrder(judge, start, 'oldest-first');
  if (oldest.left.length <= smallEnough) return oldest;
  const newest = reduceInOrder(judge, start, 'newest-first');
  return newest.left.length < oldest.left.length ? newest : oldest;
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
