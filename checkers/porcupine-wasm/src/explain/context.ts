import type { CheckResult } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';

/** What a result is about. */
export interface CheckContext {
  readonly model: Model;
  readonly history: readonly HistoryEvent[];
}

/** Beside the results rather than in them: they stay small and plain. The history lives as long as its result. */
const contexts = new WeakMap<CheckResult, CheckContext>();

export function remember<State>(result: CheckResult, model: Model<State>, history: readonly HistoryEvent[]): CheckResult {
  if (result.verdict === 'invalid') contexts.set(result, { model: model as Model, history });
  return result;
}

export function contextOf(result: CheckResult): CheckContext | undefined {
  return contexts.get(result);
}
