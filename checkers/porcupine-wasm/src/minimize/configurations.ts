import { identity } from '../canonical.ts';
import type { Model, Operation } from '../model.ts';
import type { Piece } from './piece.ts';
import { operationText } from './weaken.ts';

/** Configurations at one moment, and steps in all, before nothing is said. */
const configurationsLimit = 1000;
const stepsLimit = 400_000;

/** The budget was spent; nothing follows from it. */
export class TooMany extends Error {}

export interface Moment {
  readonly piece: Piece;
  readonly place: number;
  readonly isReturn: boolean;
}

/** Calls and returns in order; of two in one place the call comes first, as intervals are closed. */
export function momentsOf(pieces: readonly Piece[]): Moment[] {
  const moments = pieces.flatMap((piece): Moment[] => {
    const call = { piece, place: piece.from, isReturn: false };
    return piece.unknown ? [call] : [call, { piece, place: piece.to, isReturn: true }];
  });
  return moments.sort((a, b) => a.place - b.place || Number(a.isReturn) - Number(b.isReturn));
}

/** A state, and which of the operations that are open took effect in it. */
export interface Configuration {
  readonly state: number;
  readonly done: readonly Piece[];
}

export type Configurations = ReadonlyMap<string, Configuration>;

/**
 * All configurations that some order of what was called so far leads to, where an operation takes effect only when a return needs it
 * or what takes effect because of it. Whatever order explains a history goes through one of these at every moment: the one of its
 * shortest beginning that has all operations which had returned.
 */
export class Reaching<State> {
  private readonly model: Model<State>;
  private readonly classOf: (state: State) => unknown;
  private readonly states: State[] = [];
  private readonly stateIds = new Map<unknown, number>();
  private readonly numbers = new Map<Piece, number>();
  private readonly texts = new Map<Piece, string>();
  private readonly next = new Map<string, number | undefined>();
  private steps = 0;

  constructor(model: Model<State>, pieces: readonly Piece[]) {
    this.model = model;
    this.classOf = model.classes?.(pieces.map(({ operation }) => operation)) ?? ((state): unknown => state);
    pieces.forEach((piece, i) => {
      this.numbers.set(piece, i);
      this.texts.set(piece, operationText(piece.operation));
    });
  }

  start(): Configurations {
    return new Map([this.entry(this.stateId(this.model.init), [])]);
  }

  /** After one more moment; `open` are the operations that were called before it and had not returned. Throws TooMany. */
  after(before: Configurations, { piece, isReturn }: Moment, open: readonly Piece[]): Configurations {
    if (!isReturn) return before;
    const found = new Map<string, Configuration>();
    for (const configuration of this.untilDone(before, piece, open)) {
      const entry = this.entry(
        configuration.state,
        configuration.done.filter((one) => one !== piece),
      );
      found.set(...entry);
    }
    return found;
  }

  /** These, and all that open operations lead to from them. Throws TooMany. */
  closure(before: Configurations, open: readonly Piece[]): Configurations {
    const all = new Map(before);
    for (const configuration of all.values()) for (const [key, more] of this.following(configuration, open)) all.set(key, more);
    return this.bounded(all);
  }

  private *untilDone(before: Configurations, wanted: Piece, open: readonly Piece[]): Generator<Configuration> {
    const all = new Map(before);
    for (const configuration of all.values()) {
      if (configuration.done.includes(wanted)) {
        yield configuration;
        continue;
      }
      for (const [key, more] of this.following(configuration, open)) all.set(key, more);
      this.bounded(all);
    }
  }

  private *following({ state, done }: Configuration, open: readonly Piece[]): Generator<[string, Configuration]> {
    for (const piece of open) {
      if (done.includes(piece)) continue;
      const after = this.step(state, piece);
      if (after !== undefined) yield this.entry(after, [...done, piece]);
    }
  }

  private bounded<T extends Configurations>(all: T): T {
    if (all.size > configurationsLimit) throw new TooMany();
    return all;
  }

  private entry(state: number, done: readonly Piece[]): [string, Configuration] {
    const sorted = done.map((piece) => this.numbers.get(piece) ?? 0).sort((a, b) => a - b);
    return [`${state}:${sorted.join()}`, { state, done }];
  }

  private step(state: number, piece: Piece): number | undefined {
    this.steps += 1;
    if (this.steps > stepsLimit) throw new TooMany();
    const key = `${state} ${this.texts.get(piece)}`;
    if (this.next.has(key)) return this.next.get(key);
    const after = this.model.step(this.states[state] as State, piece.operation as Operation);
    const id = after === undefined ? undefined : this.stateId(after);
    this.next.set(key, id);
    return id;
  }

  private stateId(state: State): number {
    const key = identity(this.classOf(state));
    const known = this.stateIds.get(key);
    if (known !== undefined) return known;
    this.stateIds.set(key, this.states.length);
    return this.states.push(state) - 1;
  }
}
