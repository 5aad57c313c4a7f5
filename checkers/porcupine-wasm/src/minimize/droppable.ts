import type { Behaviours, Influence } from './influence.ts';
import type { Piece } from './piece.ts';

/** Stand-ins looked at for one operation, the earliest. More are hardly ever needed: one for each that tells. */
const standInsLimit = 64;

/*
 * When an operation that changes the state may be dropped: when nothing left can tell that it was there. Dropping it regardless
 * would not do: without the write that a read saw, a valid history becomes invalid.
 *
 * Let L explain the history and hold the operation o. Without o the states are others from its place on, until they are the same
 * again; the pairs of `influence.ts` are all pairs of states that can be met meanwhile. L without o is still possible unless some
 * operation a that `tells` stands in L after o, and before an operation that `ends` the influence. Time forbids that if
 *   - a returned before o was called, or
 *   - some w that ends the influence, whose outcome is known (so that it is in L), was called after o returned, and returned before
 *     a was called: then L has o, w, a in this order.
 * If time forbids it for every a, o may be dropped. An o of unknown outcome that is not in L is not missed either. Only the
 * model's `step` is relied on, and its promises `classes` and `observes`.
 *
 * Stand-ins. Let c operations be left that could tell. If c others, each open at least as long as o, do wherever o is possible what
 * o does, and each of these c + 1 ends the influence of each other, then o may be dropped too: no two of the c + 1 have influence at
 * one moment, so one of them is told by none and can be taken from L. If that is o, it is gone. If it is another, it is put in the
 * place of o, where it may stand since it was open then. (One that is not in L goes there at once.)
 *
 * That much keeps valid histories valid, and would leave a stale read alone with nobody who wrote its value: true, and no help to
 * whoever reads it. So two things are asked beyond soundness. While anything is left that tells, one operation that does the same
 * stays. And the w or the stand-ins that excused a drop stay, or others that excuse it.
 */

/** Drops operations from a history that is being weakened, and keeps account of what excuses each drop. */
export class Dropping {
  /** In order of their calls. */
  readonly pieces: readonly Piece[];
  private readonly gone: Uint8Array;
  private readonly behaviours: Behaviours;
  private readonly rows: readonly number[];
  private readonly telling = new Map<number, readonly number[]>();
  /** The drops that each operation excuses. */
  private readonly excused = new Map<number, Set<number>>();
  /** Operations that a drop under way may rely on. */
  private witnesses: readonly number[] = [];

  /** `dropped` are those of the pieces that are gone already, and were excused by some that are left. */
  constructor(pieces: readonly Piece[], dropped: ReadonlySet<Piece>, behaviours: Behaviours) {
    this.pieces = pieces;
    this.behaviours = behaviours;
    this.gone = Uint8Array.from(pieces, (piece) => (dropped.has(piece) ? 1 : 0));
    this.rows = pieces.map((piece) => behaviours.rowOf.get(piece) ?? -1);
    this.witnesses = this.places(0);
    for (const index of this.places(1)) this.enter(index, this.excuses(index) ?? []);
  }

  left(): Piece[] {
    return this.places(0).map((i) => this.pieces[i] as Piece);
  }

  /** What was dropped though something left can tell of its like, and whether all of it is excused. */
  excusedDrops(): { pieces: Set<Piece>; all: boolean } {
    this.witnesses = this.places(0);
    const excuses = this.places(1).map((index) => ({ piece: this.pieces[index] as Piece, found: this.excuses(index) }));
    const pieces = excuses.filter(({ found }) => found !== undefined && found.length > 0).map(({ piece }) => piece);
    return { pieces: new Set(pieces), all: excuses.every(({ found }) => found !== undefined) };
  }

  /** Drops what can go, the newest first as what tells of an operation comes after it; says which. */
  drop(indexes: readonly number[], isLate: () => boolean = () => false): number[] {
    const avoided = new Set(indexes);
    this.witnesses = this.places(0).filter((i) => !avoided.has(i));
    return indexes.toSorted((a, b) => b - a).filter((index) => !isLate() && this.gone[index] === 0 && this.dropOne(index));
  }

  restore(indexes: readonly number[]): void {
    for (const index of indexes) this.gone[index] = 0;
  }

  private places(gone: 0 | 1): number[] {
    return [...this.pieces.keys()].filter((i) => this.gone[i] === gone);
  }

  private dropOne(index: number): boolean {
    const excuses = this.excuses(index);
    if (excuses === undefined) return false;
    this.gone[index] = 1;
    const dependents = [...(this.excused.get(index) ?? [])].filter((dependent) => this.gone[dependent] === 1);
    const renewed = dependents.map((dependent) => this.excuses(dependent));
    if (renewed.some((found) => found === undefined)) {
      this.gone[index] = 0;
      return false;
    }
    this.enter(index, excuses);
    dependents.forEach((dependent, i) => {
      this.enter(dependent, renewed[i] ?? []);
    });
    return true;
  }

  private enter(dropped: number, excuses: readonly number[]): void {
    for (const excuse of excuses) this.excused.set(excuse, (this.excused.get(excuse) ?? new Set()).add(dropped));
  }

  /** The operations on account of which this one is not missed; undefined if it may be. */
  private excuses(index: number): readonly number[] | undefined {
    const influence = this.influence(index);
    if (influence === undefined) return undefined;
    const telling = this.allTelling(index, influence);
    if (telling.length === 0) return [];
    const alike = this.pieces.some((_, i) => i !== index && this.gone[i] === 0 && this.covers(i, index));
    if (!alike) return undefined;
    const end = this.endOfInfluence(index, influence);
    const tellers = telling.filter((other) => this.mayTell(other, index, end.place));
    return tellers.length === 0 ? end.by : this.standIns(index, tellers);
  }

  private allTelling(index: number, { tells }: Influence): readonly number[] {
    const row = this.rows[index] ?? -1;
    const known = this.telling.get(row) ?? this.pieces.flatMap((_, i) => (tells.has(this.rows[i] ?? -1) ? [i] : []));
    this.telling.set(row, known);
    return known.filter((other) => other !== index && this.gone[other] === 0);
  }

  private mayTell(other: number, index: number, end: number): boolean {
    const { from, to } = this.pieces[other] as Piece;
    return to >= (this.pieces[index]?.from ?? 0) && from <= end;
  }

  /** The earliest return of an operation that ends the influence and comes after for sure. */
  private endOfInfluence(index: number, { ends }: Influence): { place: number; by: readonly number[] } {
    const { to } = this.pieces[index] as Piece;
    let end: { place: number; by: readonly number[] } = { place: Number.POSITIVE_INFINITY, by: [] };
    for (let at = this.firstCalledAfter(to); at < this.witnesses.length; at += 1) {
      const i = this.witnesses[at] as number;
      const other = this.pieces[i] as Piece;
      if (other.from > end.place) break;
      if (!other.unknown && this.gone[i] === 0 && other.to < end.place && ends.has(this.rows[i] ?? -1)) end = { place: other.to, by: [i] };
    }
    return end;
  }

  private firstCalledAfter(place: number): number {
    let low = 0;
    let high = this.witnesses.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.pieces[this.witnesses[middle] as number]?.from ?? 0) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private standIns(index: number, tellers: readonly number[]): readonly number[] | undefined {
    const { from, to } = this.pieces[index] as Piece;
    if (!this.ends(index, index)) return undefined;
    const candidates = this.witnesses
      .filter((i) => this.gone[i] === 0 && i !== index && (this.pieces[i]?.from ?? 0) <= from && (this.pieces[i]?.to ?? 0) >= to)
      .filter((i) => this.covers(i, index) && this.ends(i, index) && this.ends(index, i) && this.ends(i, i))
      .slice(0, standInsLimit)
      .map((i) => ({ i, tellers: this.tellers(i) }))
      .sort((a, b) => a.tellers.length - b.tellers.length);
    const all = new Set(tellers);
    const chosen: number[] = [];
    for (const candidate of candidates) {
      if (!chosen.every((i) => this.ends(i, candidate.i) && this.ends(candidate.i, i))) continue;
      chosen.push(candidate.i);
      for (const teller of candidate.tellers) all.add(teller);
      if (chosen.length >= all.size) return chosen;
    }
    return undefined;
  }

  private tellers(index: number): readonly number[] {
    const influence = this.influence(index);
    if (influence === undefined) return [...this.pieces.keys()];
    const end = this.endOfInfluence(index, influence);
    return this.allTelling(index, influence).filter((other) => this.mayTell(other, index, end.place));
  }

  private influence(index: number): Influence | undefined {
    return this.behaviours.influence(this.rows[index] ?? -1);
  }

  /** Whether `first` is possible wherever `second` is, and does the same there. */
  private covers(first: number, second: number): boolean {
    return this.behaviours.covers(this.rows[first] ?? -1, this.rows[second] ?? -1);
  }

  /** Whether `first` ends the influence of `second`. */
  private ends(first: number, second: number): boolean {
    return this.influence(second)?.ends.has(this.rows[first] ?? -1) ?? false;
  }
}
