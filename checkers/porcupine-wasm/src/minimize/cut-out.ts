import type { Model } from '../model.ts';
import { type Configurations, type Moment, momentsOf, Reaching, TooMany } from './configurations.ts';
import { behaviours } from './influence.ts';
import type { Judge } from './judge.ts';
import type { Piece } from './piece.ts';
import { operationText } from './weaken.ts';

/*
 * A piece of a history can be cut out if it leads nowhere that one could not be without it. Let all of D have returned before some
 * moment t, and let every configuration (a state, and which of the open operations took effect) that the history can be in at t be
 * one that it can be in at t without D. An order that explains the history goes through one of these; what it does from there on
 * explains what follows t, and how to get there without D is known. So a valid history stays valid without D. Acquire and release of a
 * lock that nobody else wanted, an element that went in and came out again, all of a beginning after which nothing is left: such is D.
 *
 * This would allow to drop a write that a later read saw, where another write has replaced it before t. So that there is something to
 * see, one operation that does the same has to stay, as long as anything is left that can tell. And nothing is claimed of a moment that
 * the history cannot reach at all.
 */

/** Without `gone`, if every configuration at the moment is one without them; undefined if not, or if there are too many to say. */
export function leadsNowhere<State>(model: Model<State>, pieces: readonly Piece[], gone: ReadonlySet<Piece>, place: number): boolean {
  try {
    return new Timeline(model, pieces).leadsNowhere(gone, place);
  } catch (error) {
    if (error instanceof TooMany) return false;
    throw error;
  }
}

/** Cuts out what leads nowhere, the longest pieces first, while what is left is still impossible. */
export function cutOut<State>(judge: Judge<State>, pieces: readonly Piece[]): readonly Piece[] {
  let current = pieces;
  try {
    for (let length = 2 * current.length; length >= 2; ) {
      const shorter = cutOnce(judge, current, length);
      if (shorter === undefined) length = Math.floor(length / 2);
      else current = shorter;
    }
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
  }
  return current;
}

function cutOnce<State>(judge: Judge<State>, pieces: readonly Piece[], length: number): readonly Piece[] | undefined {
  const failing = judge.refute(pieces);
  if (failing === undefined) return undefined;
  const timeline = new Timeline(judge.model, pieces);
  const places = [...new Set(momentsOf(pieces).map(({ place }) => place))].filter((place) => place <= failing);
  const known = behaviours(judge.model, pieces);
  for (let end = places.length - 1; end > 0 && !judge.isLate; end -= Math.max(1, length >> 3)) {
    const until = places[end] as number;
    const since = places[Math.max(0, end - length)] as number;
    const gone = new Set(pieces.filter(({ from, to, unknown }) => !unknown && from >= since && to < until));
    if (gone.size === 0 || !leavesTheLike(pieces, gone, known) || !timeline.leadsNowhere(gone, until)) continue;
    const left = pieces.filter((piece) => !gone.has(piece));
    if (judge.refute(left) !== undefined) return left;
  }
  return undefined;
}

function leavesTheLike(pieces: readonly Piece[], gone: ReadonlySet<Piece>, known: ReturnType<typeof behaviours>): boolean {
  const left = pieces.filter((piece) => !gone.has(piece));
  const texts = new Set(left.map(({ operation }) => operationText(operation)));
  return [...gone].every((piece) => {
    if (piece.observes || texts.has(operationText(piece.operation))) return true;
    const tells = known?.influence(known.rowOf.get(piece) ?? -1)?.tells;
    return tells !== undefined && left.every((other) => !tells.has(known?.rowOf.get(other) ?? -1));
  });
}

/** What a history can be in at each of its moments, and what it could be in without some operations. */
class Timeline<State> {
  private readonly reaching: Reaching<State>;
  private readonly moments: readonly Moment[];
  /** Before each moment, as far as they were needed. */
  private readonly known: { readonly configurations: Configurations; readonly open: readonly Piece[] }[];

  constructor(model: Model<State>, pieces: readonly Piece[]) {
    this.reaching = new Reaching(model, pieces);
    this.moments = momentsOf(pieces);
    this.known = [{ configurations: this.reaching.start(), open: [] }];
  }

  leadsNowhere(gone: ReadonlySet<Piece>, place: number): boolean {
    const end = this.firstAt(place);
    const having = this.before(end).configurations;
    if (having.size === 0) return false;
    const start = this.moments.findIndex(({ piece }) => gone.has(piece));
    if (start === -1 || start >= end || [...gone].some(({ to }) => to >= place)) return false;
    let { configurations, open } = this.before(start);
    for (let at = start; at < end; at += 1) {
      const moment = this.moments[at] as Moment;
      if (gone.has(moment.piece)) continue;
      configurations = this.reaching.after(configurations, moment, open);
      open = openAfter(open, moment);
      if (configurations.size === 0) return false;
    }
    const without = this.reaching.closure(configurations, open);
    return [...having.keys()].every((key) => without.has(key));
  }

  private firstAt(place: number): number {
    const at = this.moments.findIndex((moment) => moment.place >= place);
    return at === -1 ? this.moments.length : at;
  }

  private before(at: number) {
    for (let next = this.known.length; next <= at; next += 1) {
      const { configurations, open } = this.known[next - 1] as (typeof this.known)[number];
      const moment = this.moments[next - 1] as Moment;
      this.known.push({ configurations: this.reaching.after(configurations, moment, open), open: openAfter(open, moment) });
    }
    return this.known[at] as (typeof this.known)[number];
  }
}

function openAfter(open: readonly Piece[], { piece, isReturn }: Moment): readonly Piece[] {
  return isReturn ? open.filter((one) => one !== piece) : [...open, piece];
}
