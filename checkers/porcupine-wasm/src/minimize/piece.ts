import type { HistoryEvent, Partition } from '../history.ts';
import type { Operation } from '../model.ts';

/** One operation of a history that is being weakened. */
export interface Piece {
  readonly invocation: HistoryEvent;
  readonly completion: HistoryEvent | undefined;
  /** Places in the original history. */
  readonly invoke: number;
  readonly complete: number | null;
  /** When it is called and returns, in places of the original history; halves lie between two events. Unknown outcomes never return. */
  readonly from: number;
  readonly to: number;
  /** As the model reads it. */
  readonly operation: Operation;
  readonly unknown: boolean;
  readonly observes: boolean;
  /** Whether its events no longer say what they said in the original, as something was forgotten. */
  readonly isRetold: boolean;
}

/** The operations of one partition that say anything, in order of their calls. */
export function piecesOf(history: readonly HistoryEvent[], part: Partition | undefined): Piece[] {
  return (part?.candidates ?? []).map(({ operation, unknown, observes, invoke, complete }) => ({
    invocation: history[invoke] as HistoryEvent,
    completion: complete === undefined ? undefined : history[complete],
    invoke,
    complete: complete ?? null,
    from: invoke,
    to: unknown || complete === undefined ? Number.POSITIVE_INFINITY : complete,
    operation,
    unknown,
    observes,
    isRetold: false,
  }));
}

/** The history that the pieces are, and for each of its events the piece. */
export function assemble(
  pieces: readonly Piece[],
  original: readonly HistoryEvent[],
): { events: HistoryEvent[]; pieces: Piece[]; places: number[] } {
  const moments = pieces.flatMap((piece) => momentsOf(piece));
  // Of two events in one place the call comes first: intervals are closed, so the order that says less.
  moments.sort((a, b) => a.place - b.place || Number(a.isReturn) - Number(b.isReturn) || a.piece.invoke - b.piece.invoke);
  const processes = new Processes(pieces);
  const events = moments.map(({ piece, place, isReturn }) => {
    const { index: _, ...event } = (isReturn ? piece.completion : piece.invocation) as HistoryEvent & { readonly index?: number };
    const process = isReturn ? processes.end(piece) : processes.begin(piece);
    const time = original[isReturn ? Math.floor(place) : Math.ceil(place)]?.time;
    return time === undefined ? { ...event, process } : { ...event, process, time };
  });
  return { events, pieces: moments.map(({ piece }) => piece), places: moments.map(({ place }) => place) };
}

interface Moment {
  readonly piece: Piece;
  readonly place: number;
  readonly isReturn: boolean;
}

function momentsOf(piece: Piece): Moment[] {
  const call = { piece, place: piece.from, isReturn: false };
  // The `info` of an unknown outcome says nothing, so it is left out: the operation is open to the end.
  return piece.unknown ? [call] : [call, { piece, place: piece.to, isReturn: true }];
}

/** Who calls: as in the original, or a process of its own where that one is busy since an interval was widened or left open. */
class Processes {
  private readonly busy = new Set<number | string>();
  private readonly assigned = new Map<Piece, number | string>();
  private fresh: number;

  constructor(pieces: readonly Piece[]) {
    this.fresh = pieces.reduce((most, { invocation: { process } }) => Math.max(most, Number(process)), 0);
  }

  begin(piece: Piece): number | string {
    let { process } = piece.invocation;
    if (this.busy.has(process)) {
      this.fresh += 1;
      process = this.fresh;
    }
    this.busy.add(process);
    this.assigned.set(piece, process);
    return process;
  }

  end(piece: Piece): number | string {
    const process = this.assigned.get(piece) ?? piece.invocation.process;
    this.busy.delete(process);
    return process;
  }
}
