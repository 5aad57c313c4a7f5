import { canonical, identity } from '../canonical.ts';
import { changed, type Forgetting, type RecordedCall } from './forgetting.ts';
import { distinct } from './subjects.ts';

/**
 * Forgets an element of a set: what adds or removes it goes, and what a read saw is seen without it.
 *
 * Strike the element out of every state of an order that explains the history. Whether another one is in a state depends on the adds
 * and removes of that other one alone, and a read that saw all of a state sees all of what is left of it. It is not in the initial
 * state, so the states begin the same.
 */
export const members: Forgetting = {
  subjects(calls, init) {
    const there = new Set((init as readonly unknown[]).map(identity));
    const values = calls.flatMap(({ operation: { f, input, value } }) => (f === 'read' ? (Array.isArray(value) ? value : []) : [input]));
    return distinct(values.filter((value) => !there.has(identity(value)))).map((id) => ({ what: `element ${canonical(id)}`, id }));
  },
  forget: (calls, id) => without(calls, [id]),
  forgetAll: without,
};

function without(calls: readonly RecordedCall[], ids: readonly unknown[]): (RecordedCall | undefined)[] {
  const gone = new Set(ids.map(identity));
  return calls.map((call) => {
    const { f, input, value } = call.operation;
    if (f !== 'read') return gone.has(identity(input)) ? undefined : call;
    if (!Array.isArray(value)) return call;
    const left = value.filter((item) => !gone.has(identity(item)));
    return left.length === value.length ? call : changed(call, { value: left });
  });
}
