import { canonical, identity } from './canonical.ts';
import type { Candidate } from './history.ts';
import type { Effect } from './layout.ts';
import type { Model, Operation } from './model.ts';

/** What a state costs beside its text: entries in a map and an array. */
const bytesPerState = 160;

/** States and operations of one partition as small integers, and the model's answers about them. State 0 is the initial one. */
export class Interned<State> {
  /** For each candidate, its action: operations that do the same have the same. */
  readonly actions: readonly number[];
  /** An estimate of what the states take. */
  bytes = 0;
  private readonly model: Model<State>;
  private readonly operations: Operation[] = [];
  private readonly states: State[] = [];
  private readonly ids = new Map<unknown, number>();
  private readonly classOf: (state: State) => unknown;

  constructor(model: Model<State>, candidates: readonly Candidate[], joinStates: boolean) {
    this.model = model;
    this.actions = this.internActions(candidates);
    this.classOf = (joinStates ? model.classes?.(this.operations) : undefined) ?? ((state) => state);
    this.internState(model.init);
  }

  /** For each candidate, what it does whatever the state. `always` counts all operations there will be, so only who has them all may ask. */
  effects(hasAll: boolean): (Effect | undefined)[] {
    const always = hasAll ? this.model.always?.(this.operations, this.model.init) : undefined;
    const effects = this.operations.map((operation): Effect | undefined => {
      if (this.model.replaces?.(operation) === true) return 'replaces';
      return always?.(operation) === true ? 'always' : undefined;
    });
    return this.actions.map((action) => effects[action]);
  }

  /** The next state, or -1 if the operation is illegal in this one. */
  step(state: number, action: number): number {
    const next = this.model.step(this.states[state] as State, this.operations[action] as Operation);
    return next === undefined ? -1 : this.internState(next);
  }

  private internActions(candidates: readonly Candidate[]): number[] {
    const ids = new Map<string, number>();
    return candidates.map(({ operation }) => {
      const text = textOf(operation);
      const id = ids.get(text) ?? this.operations.push(operation) - 1;
      ids.set(text, id);
      return id;
    });
  }

  idOf(state: State): number {
    return this.internState(state);
  }

  stateOf(id: number): State {
    return this.states[id] as State;
  }

  private internState(state: State): number {
    const key = identity(this.classOf(state));
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.states.push(state) - 1;
    this.ids.set(key, id);
    this.bytes += bytesPerState + (typeof key === 'string' ? 2 * key.length : 0);
    return id;
  }
}

/**
 * A text that two operations share exactly if they are equal in everything that a step may look at. The numbers keep what is put
 * together from being taken apart elsewhere; of what is seldom there, the rest is one text.
 */
function textOf(operation: Operation): string {
  const { f, key, input, value, outcome, error } = operation;
  const inputText = canonical(input);
  const valueText = input === value ? inputText : canonical(value);
  const hasMore = key !== undefined || error !== undefined || 'seen' in operation;
  const more = hasMore ? canonical([key, error, 'seen' in operation, operation.seen]) : '';
  return `${f.length} ${inputText.length} ${valueText.length} ${f}${inputText}${valueText}${outcome}${more}`;
}
