import { canonical } from '../canonical.ts';
import { partition } from '../history.ts';
import type { Model, Operation } from '../model.ts';
import type { Piece } from './piece.ts';

/*
 * A weakening turns a history H into H' such that H' is linearizable if H is. Three are here; dropping an operation that changes the
 * state is in `droppable.ts`. Let L be an order that explains H.
 *
 * Drop an observation. It changes no state, so L without it explains H without it.
 *
 * Widen an interval. Whatever L respects of the order of time, it still respects: a wider interval precedes and follows less.
 *
 * Make an outcome unknown. L may keep the operation where it is if the model reads it the same: its step must be the very step it was.
 * That is looked at: what the model makes of the call without its answer has to be equal to what it made of it with the answer. A write
 * passes. A dequeue that says what it took does not: it becomes one that took whatever was next, and did the same in L. That a model
 * reads unknown outcomes so is its promise (`unknownSaysLess`); without it such an operation keeps its outcome.
 *
 * End the history at an event. Take the shortest beginning of L with all operations that had returned by then. One that was called
 * later is not in it, as it comes after all of these. What is in it of the operations open at that moment took effect, the others
 * did not: it explains what is left if their outcome is unknown. Where the outcome of one cannot be made unknown, the history is
 * ended at its return instead.
 */

/** The operation with nothing known of its outcome; undefined if nothing is left of it, or more might be. */
export function withoutOutcome<State>(model: Model<State>, piece: Piece): Piece | undefined {
  if (piece.unknown) return piece;
  const [alone] = partition(model, [piece.invocation]);
  const [asked] = partition(model, piece.completion === undefined ? [piece.invocation] : [piece.invocation, piece.completion]);
  const candidate = alone?.candidates[0];
  if (candidate === undefined || alone?.key !== asked?.key) return undefined;
  if (model.unknownSaysLess !== true && !sameOperation(candidate.operation, piece.operation)) return undefined;
  return { ...piece, operation: candidate.operation, unknown: true, to: Number.POSITIVE_INFINITY };
}

/** The same operation, open at least from `from` to `to`. */
export function widened<State>(model: Model<State>, piece: Piece, from: number, to: number): Piece | undefined {
  const moved = { ...piece, from: Math.min(piece.from, from), to: Math.max(piece.to, to) };
  return moved.to === Number.POSITIVE_INFINITY ? withoutOutcome(model, moved) : moved;
}

/** What had been called by the place, with what had returned by then. */
export function endedAt<State>(model: Model<State>, pieces: readonly Piece[], place: number): Piece[] {
  for (let end = place; ; ) {
    const kept = pieces.filter(({ from }) => from <= end);
    let later = end;
    const ended = kept.flatMap((piece) => {
      if (piece.to <= end || piece.unknown) return [piece];
      if (piece.observes) return [];
      const open = withoutOutcome(model, piece);
      if (open === undefined) later = Math.max(later, piece.to);
      return open === undefined ? [] : [open];
    });
    if (later === end) return ended;
    end = later;
  }
}

export function sameOperation(a: Operation, b: Operation): boolean {
  return operationText(a) === operationText(b);
}

/** A text that operations share exactly if no model can tell them apart. */
export function operationText({ f, key, input, value, outcome, error, ...rest }: Operation): string {
  return canonical([f, key, input, value, outcome, error, 'seen' in rest, rest.seen]);
}
