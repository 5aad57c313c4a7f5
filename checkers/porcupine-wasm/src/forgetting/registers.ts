import { canonical } from '../canonical.ts';
import type { Operation } from '../model.ts';
import { changed, type Forgetting, type RecordedCall } from './forgetting.ts';
import { distinct } from './subjects.ts';

/**
 * Forgets one of several registers that transactions read and write: every access to it.
 *
 * A transaction does to the other registers what it did, and its other reads see the same, whether it is told what this one held or
 * not: no access depends on another. So an order that explains the history explains what is left, in states of which this register
 * keeps its initial value.
 */
export const registers: Forgetting = {
  subjects(calls) {
    return distinct(calls.flatMap(({ operation }) => named(operation))).map((id) => ({ what: `register ${canonical(id)}`, id }));
  },
  forget(calls, id) {
    return calls.map((call) => without(call, id as string));
  },
};

function named({ f, key, input }: Operation): string[] {
  return f === 'txn' ? accesses(input).map(registerOf) : [key ?? ''];
}

function without(call: RecordedCall, register: string): RecordedCall | undefined {
  const { f, key, input, value } = call.operation;
  if (f !== 'txn') return (key ?? '') === register ? undefined : call;
  const left = accesses(input).filter((access) => registerOf(access) !== register);
  if (left.length === accesses(input).length) return call;
  return left.length === 0
    ? undefined
    : changed(call, { input: left, value: accesses(value).filter((access) => registerOf(access) !== register) });
}

function accesses(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The names 1 and "1" are one. */
function registerOf(access: unknown): string {
  return String(Array.isArray(access) ? access[1] : '');
}
