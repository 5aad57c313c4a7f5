import { changed, type Forgetting, isBefore } from './forgetting.ts';

/**
 * Forgets an add to a counter: reads that came after it see that much less, and reads that were open beside it are gone.
 *
 * Let L explain the history. Its add is in L, as its outcome is known, and all reads that are left stand in L where time says: those
 * called after it returned see its summand, those that returned before it was called do not. So L without it explains what is left.
 */
export const sums: Forgetting = {
  subjects(calls) {
    return calls
      .filter(({ operation: { f, outcome } }) => f === 'add' && outcome === 'ok')
      .map(({ operation, from }) => ({ what: `add ${operation.input} of event ${from}`, id: from }));
  },
  forget(calls, id) {
    const add = calls.find(({ from }) => from === id);
    if (add === undefined) return undefined;
    const summand = add.operation.input as number;
    return calls.map((call) => {
      if (call === add) return undefined;
      if (call.operation.f !== 'read' || isBefore(call, add) || summand === 0) return call;
      if (!isBefore(add, call)) return undefined;
      const less = Number(call.operation.value ?? 0) - summand;
      return Number.isSafeInteger(less) ? changed(call, { value: less }) : undefined;
    });
  },
};
