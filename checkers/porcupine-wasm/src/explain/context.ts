import type { CheckResult } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';

/** What a result is about. */
export interface CheckContext {
  readonly model: Model;
  readonly history: readonly HistoryEvent[];
}

/** No part of the plain data that a result is: neither listed nor copied. A map beside the results would cost more than most checks. */
const context: unique symbol = Symbol('what the result is about');

/** Lets an invalid result know what it is of; the history lives as long as its result. */
export function remember<State>(result: CheckResult, model: Model<State>, history: readonly HistoryEvent[]): CheckResult {
  if (result.verdict === 'invalid') Object.defineProperty(result, context, { value: { model, history } });
  return result;
}

/** The same where the events are columns: those that are told of are made when somebody asks. */
export function rememberHow<State>(result: CheckResult, model: Model<State>, historyOf: () => readonly HistoryEvent[]): CheckResult {
  if (result.verdict !== 'invalid') return result;
  const get = (): CheckContext => ({ model: model as Model, history: historyOf() });
  return Object.defineProperty(result, context, { get });
}

export function contextOf(result: CheckResult & { readonly [context]?: CheckContext }): CheckContext | undefined {
  return result[context];
}
