/**
 * The definition of linearizability, tried literally: every order of the operations, with a specification of its own, no memo and
 * none of the search's shortcuts. It shares no code with what it judges.
 */
import type { HistoryEvent } from '../history.ts';

export function isLinearizable(model: 'kv' | 'cas-register', history: readonly HistoryEvent[]): boolean {
  const calls = readCalls(history).filter(says);
  return place(model, calls, new Set(), null);
}

interface Call {
  readonly event: HistoryEvent;
  readonly invoke: number;
  end?: HistoryEvent;
  complete?: number;
}

function readCalls(history: readonly HistoryEvent[]): Call[] {
  const calls: Call[] = [];
  history.forEach((event, i) => {
    if (event.type === 'invoke') {
      calls.push({ event, invoke: i });
      return;
    }
    const call = calls.findLast((item) => item.event.process === event.process);
    if (call === undefined) throw new Error('a completion without an invoke');
    call.end = event;
    call.complete = i;
  });
  return calls;
}

/** Whether the call restricts anything or may have changed anything. */
function says({ event, end }: Call): boolean {
  const isRead = event.f === 'read' || event.f === 'get';
  if (end === undefined || end.type === 'info') return !isRead;
  if (end.type === 'ok') return true;
  return event.f === 'cas' && (end.error === undefined || end.error === 'precondition-failed');
}

function isUnknown({ end }: Call): boolean {
  return end === undefined || end.type === 'info';
}

function place(model: string, calls: readonly Call[], placed: Set<Call>, state: unknown): boolean {
  const left = calls.filter((call) => !placed.has(call));
  if (left.every(isUnknown)) return true;
  for (const call of left) {
    const mustComeFirst = left.some((other) => other !== call && !isUnknown(other) && (other.complete ?? 0) < call.invoke);
    if (mustComeFirst) continue;
    const next = apply(state, call);
    if (next === undefined) continue;
    placed.add(call);
    if (place(model, calls, placed, next.state)) return true;
    placed.delete(call);
  }
  return false;
}

function apply(state: unknown, { event, end }: Call): { state: unknown } | undefined {
  const value = event.value;
  switch (event.f) {
    case 'read':
    case 'get':
      return same(state, end?.value ?? null) ? { state } : undefined;
    case 'write':
    case 'put':
      return { state: value };
    case 'delete':
      return { state: null };
    case 'append':
      if (state === null) return { state: value };
      return typeof state === 'string' ? { state: state + String(value) } : undefined;
    default: {
      const [expected, wanted] = value as [unknown, unknown];
      if (end?.type === 'fail') {
        const fits = end.seen === undefined || same(end.seen, state);
        return !same(state, expected) && fits ? { state } : undefined;
      }
      return same(state, expected) ? { state: wanted } : undefined;
    }
  }
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const x = a as Record<string, unknown>;
  const y = b as Record<string, unknown>;
  const keys = Object.keys(x);
  return keys.length === Object.keys(y).length && keys.every((key) => same(x[key], y[key]));
}
