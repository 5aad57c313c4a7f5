import { canonical, Numbering } from './canonical.ts';
import type { Candidate } from './history.ts';
import type { Effect } from './layout.ts';
import type { Model, Operation } from './model.ts';

/** What a state costs beside its text: entries in a map and an array. */
const bytesPerState = 160;

/** States and operations of one partition as small integers, and the model's answers about them. State 0 is the initial one. */
export class Interned<State> {
  /** For each candidate, its action: operations that do the same have the same. */
  readonly actions: readonly number[];
  private readonly model: Model<State>;
  private readonly operations: Operation[] = [];
  private readonly states: State[] = [];
  private readonly ids = new Numbering();
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
    const ids = new OperationIds();
    return candidates.map(({ operation }) => {
      const id = ids.of(operation);
      if (id === this.operations.length) this.operations.push(operation);
      return id;
    });
  }

  /** An estimate of what the states take. */
  get bytes(): number {
    return this.states.length * bytesPerState + this.ids.bytes;
  }

  idOf(state: State): number {
    return this.internState(state);
  }

  stateOf(id: number): State {
    return this.states[id] as State;
  }

  private internState(state: State): number {
    const id = this.ids.of(this.classOf(state));
    if (id === this.states.length) this.states.push(state);
    return id;
  }
}

/** Numbers are put together from two below this: exact as a double, and a map cannot hold so many. */
const idLimit = 2 ** 26;

const outcomes = ['ok', 'fail', 'unknown'] as const;

/** Numbers operations from 0 on. Two have the same exactly if they are equal in everything that a step may look at. */
class OperationIds {
  private readonly names = new Numbering();
  private readonly rest = new Numbering();
  private readonly values = new Numbering();
  private readonly pairs = new Numbering();
  private readonly ids = new Numbering();

  of(operation: Operation): number {
    const input = this.values.of(operation.input);
    const value = operation.value === operation.input ? input : this.values.of(operation.value);
    const pair = this.pairs.of(this.head(operation) * idLimit + input);
    return this.ids.of(pair * idLimit + value);
  }

  /** All but the values: the name, what else is seldom there as one text, and the outcome. */
  private head(operation: Operation): number {
    const { f, key, outcome, error } = operation;
    const hasRest = key !== undefined || error !== undefined || 'seen' in operation;
    const name = hasRest ? this.rest.of(canonical([f, key, error, 'seen' in operation, operation.seen])) * 2 + 1 : this.names.of(f) * 2;
    return name * outcomes.length + outcomes.indexOf(outcome);
  }
}
