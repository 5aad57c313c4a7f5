import { canonical, identity } from '../canonical.ts';
import type { Forgetting, RecordedCall } from './forgetting.ts';
import { distinct } from './subjects.ts';

/**
 * Forgets elements of a queue, a stack or a priority queue: all that put one in and all that took it out, as often as there are. For one:
 *
 * Let L explain the history, and strike the element out of every state of L and its puts and takes out of L. A put of another adds it
 * at the same place among what is left. A take of another got what was next, and what is left of those before it is nothing, so it is
 * next among what is left. A take that found nothing found nothing. A take of unknown outcome that removed the element changed
 * nothing of what is left, and is struck out of L too: it may never have happened. The states begin the same, as the element is not in
 * the initial one.
 */
export function elements(put: string, take: string): Forgetting {
  const without = (calls: readonly RecordedCall[], ids: readonly unknown[]): (RecordedCall | undefined)[] => {
    const gone = new Set(ids.map(identity));
    return calls.map((call) => {
      const { f, input, value, outcome } = call.operation;
      const about = f === put ? input : outcome === 'ok' ? value : null;
      return about !== null && gone.has(identity(about)) ? undefined : call;
    });
  };
  return {
    subjects(calls, init) {
      const there = new Set((init as readonly unknown[]).map(identity));
      const values = calls.flatMap(({ operation: { f, input, value, outcome } }) => {
        if (f === put) return [input];
        return f === take && outcome === 'ok' && value !== null ? [value] : [];
      });
      return distinct(values.filter((value) => !there.has(identity(value)))).map((id) => ({ what: `element ${canonical(id)}`, id }));
    },
    forget: (calls, id) => without(calls, [id]),
    forgetAll: without,
  };
}
