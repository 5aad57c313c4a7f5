import type { RecordedCall, Subject } from '../forgetting/index.ts';
import { asCandidate, asOperation, type HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import type { Piece } from './piece.ts';

/** What can be forgotten of these. */
export function subjectsOf<State>(model: Model<State>, pieces: readonly Piece[]): readonly Subject[] {
  return model.forgetting?.subjects(pieces.map(recorded), model.init) ?? [];
}

/** The pieces when these are forgotten, one after the other; those that cannot be, or are not there, are left out of `forgotten`. */
export function forget<State>(
  model: Model<State>,
  pieces: readonly Piece[],
  subjects: readonly Subject[],
): { readonly pieces: readonly Piece[]; readonly forgotten: readonly Subject[] } {
  let current = pieces;
  const forgotten = subjects.filter(({ id }) => {
    const calls = current.map(recorded);
    const left = model.forgetting?.forget(calls, id, model.init);
    if (left === undefined || left.every((call, i) => call === calls[i])) return false;
    const before = current;
    current = before.flatMap((piece, i) => {
      const call = left[i];
      if (call === undefined) return [];
      return call === calls[i] ? [piece] : (retold(model, piece, call) ?? []);
    });
    return true;
  });
  return { pieces: current, forgotten };
}

function recorded({ invocation, completion, invoke, complete, from, to, unknown }: Piece): RecordedCall {
  const answered = unknown || completion === undefined || complete === null ? {} : { completion, complete };
  return { operation: asOperation({ invocation, invoke, ...answered }), from, to };
}

/** The piece with what its operation says now; undefined if that is nothing. */
function retold<State>(model: Model<State>, piece: Piece, { operation }: RecordedCall): Piece | undefined {
  const { input, value, seen } = operation;
  const invocation: HistoryEvent = { ...piece.invocation, value: input };
  const completion = piece.completion === undefined ? undefined : { ...piece.completion, value, ...(seen === undefined ? {} : { seen }) };
  const candidate = asCandidate(model, { invocation, invoke: piece.invoke }, operation);
  if (candidate === undefined) return undefined;
  return { ...piece, invocation, completion, operation: candidate.operation, observes: candidate.observes, isRetold: true };
}
