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
  isLate: () => boolean = () => false,
): { readonly pieces: readonly Piece[]; readonly forgotten: readonly Subject[] } {
  const { forgetting, init } = model;
  const forgetAll = forgetting?.forgetAll;
  if (forgetAll !== undefined) {
    const ids = subjects.map(({ id }) => id);
    const less = retoldBy(model, pieces, (calls) => forgetAll(calls, ids, init));
    return less === undefined ? { pieces, forgotten: [] } : { pieces: less, forgotten: subjects };
  }
  let current = pieces;
  const forgotten = subjects.filter(({ id }) => {
    if (isLate()) return false;
    const less = retoldBy(model, current, (calls) => forgetting?.forget(calls, id, init));
    current = less ?? current;
    return less !== undefined;
  });
  return { pieces: current, forgotten };
}

/** Undefined where nothing changes. */
function retoldBy<State>(
  model: Model<State>,
  pieces: readonly Piece[],
  tell: (calls: readonly RecordedCall[]) => readonly (RecordedCall | undefined)[] | undefined,
): readonly Piece[] | undefined {
  const calls = pieces.map(recorded);
  const left = tell(calls);
  if (left === undefined || left.every((call, i) => call === calls[i])) return undefined;
  return pieces.flatMap((piece, i) => {
    const call = left[i];
    if (call === undefined) return [];
    return call === calls[i] ? [piece] : (retold(model, piece, call) ?? []);
  });
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
