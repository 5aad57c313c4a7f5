import type { Model } from '../model.ts';

/** The model with another initial state, given as JSON: a value for registers, an array for containers, an object for several registers. */
export function withInit<State>(model: Model<State>, value: unknown): Model<State> {
  return { ...model, init: model.initFrom === undefined ? (value as State) : model.initFrom(value) };
}

/**
 * What a failed compare-and-swap says. `by-error`: without an error or with `precondition-failed` that the value differed, with any
 * other error nothing. `observe`: that the value differed, whatever the error. `ignore`: nothing.
 */
export type FailedCas = 'by-error' | 'observe' | 'ignore';

/** The model with another reading of failed compare-and-swaps, for histories of other tools. Models begin with `by-error`. */
export function withFailedCas<State>(model: Model<State>, reading: FailedCas): Model<State> {
  if (reading === 'by-error') return model;
  return {
    ...model,
    interpret(operation) {
      const interpret = (as: typeof operation): typeof operation | undefined =>
        model.interpret === undefined ? (as.outcome === 'fail' ? undefined : as) : model.interpret(as);
      if (operation.f !== 'cas' || operation.outcome !== 'fail') return interpret(operation);
      const { error: _, ...withoutError } = operation;
      const observed = interpret(withoutError);
      return reading === 'observe' ? observed : undefined;
    },
  };
}
