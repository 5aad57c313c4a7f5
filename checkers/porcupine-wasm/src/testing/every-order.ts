/**
 * The definition of linearizability tried literally for any model: every order of the operations, by the model's `step` and
 * `interpret` alone, without its hints and without the search. At most 30 operations a partition.
 */
import { canonical } from '../canonical.ts';
import { type HistoryEvent, partition } from '../history.ts';
import type { Model, Operation } from '../model.ts';

export function hasOrder<State>(model: Model<State>, history: readonly HistoryEvent[]): boolean {
  const plain: Model<State> = {
    name: model.name,
    init: model.init,
    step: (state, operation) => model.step(state, operation),
    ...(model.partition === undefined ? {} : { partition: (operation: Operation) => model.partition?.(operation) ?? '' }),
    ...(model.interpret === undefined ? {} : { interpret: (operation: Operation) => model.interpret?.(operation) }),
  };
  return partition(plain, history).every(({ candidates }) => {
    const calls = candidates.map(({ operation, unknown, invoke, complete }) => ({
      operation,
      from: invoke,
      to: unknown ? Number.POSITIVE_INFINITY : (complete ?? Number.POSITIVE_INFINITY),
    }));
    const failed = new Set<string>();
    const place = (placed: number, state: State): boolean => {
      const left = calls.filter((_, i) => (placed & (1 << i)) === 0);
      const firstReturn = Math.min(...left.map(({ to }) => to));
      if (firstReturn === Number.POSITIVE_INFINITY) return true;
      const text = `${placed} ${canonical(state)}`;
      if (failed.has(text)) return false;
      const found = calls.some(({ operation, from }, i) => {
        if ((placed & (1 << i)) !== 0 || from > firstReturn) return false;
        const next = plain.step(state, operation);
        return next !== undefined && place(placed | (1 << i), next);
      });
      if (!found) failed.add(text);
      return found;
    };
    return place(0, plain.init);
  });
}
