import type { HistoryEvent } from '../history.ts';
import type { ModelName } from './brute-force.ts';
import { pick, type RandomNumber } from './random-number.ts';

/**
 * A history that was linearizable, with one change that no order can explain: the change is known to break it, so nobody has to be asked.
 * Values have to be unique, but for sets and counters. Undefined if the history has no place for such a change.
 */
export function breakHistory(
  random: RandomNumber,
  model: ModelName,
  history: readonly HistoryEvent[],
  kind: 'nowhere' | 'stale',
): HistoryEvent[] | undefined {
  const calls = pairs(history);
  const change = (kind === 'nowhere' ? fromNowhere : staleOf)(random, model, calls);
  if (change === undefined) return undefined;
  if ('insertAt' in change) return [...history.slice(0, change.insertAt), ...change.events, ...history.slice(change.insertAt)];
  return history.with(change.at, { ...(history[change.at] as HistoryEvent), value: change.value });
}

interface Answered {
  readonly f: string;
  readonly input: unknown;
  readonly value: unknown;
  readonly invoke: number;
  readonly complete: number;
}

type Change = { readonly at: number; readonly value: unknown } | { readonly insertAt: number; readonly events: readonly HistoryEvent[] };

interface Calls {
  readonly answered: readonly Answered[];
  readonly invoked: readonly HistoryEvent[];
}

function pairs(history: readonly HistoryEvent[]): Calls {
  const answered: Answered[] = [];
  const open = new Map<unknown, number>();
  history.forEach((event, i) => {
    if (event.type === 'invoke') open.set(event.process, i);
    else if (event.type === 'ok') {
      const invoke = open.get(event.process) ?? 0;
      answered.push({ f: event.f, input: history[invoke]?.value, value: event.value, invoke, complete: i });
    }
  });
  return { answered, invoked: history.filter(({ type }) => type === 'invoke') };
}

const never = 987_654_321;

/** An answer that shows what nobody put there, or two holders that nothing comes between. */
function fromNowhere(random: RandomNumber, model: ModelName, { answered, invoked }: Calls): Change | undefined {
  const of = (...names: string[]): Answered[] => answered.filter(({ f }) => names.includes(f));
  const answer = (calls: readonly Answered[], value: (call: Answered) => unknown): Change | undefined => {
    if (calls.length === 0) return undefined;
    const call = pick(random, calls);
    return { at: call.complete, value: value(call) };
  };
  switch (model) {
    case 'register':
    case 'cas-register':
    case 'kv':
      return answer(of('read', 'get'), () => never);
    case 'versioned-register':
      return answer(of('read'), ({ value }) => (random() < 0.5 ? [null, never] : [1_000_000, (value as unknown[] | null)?.[1] ?? null]));
    case 'set':
    case 'log':
      return answer(of('read'), ({ value }) => [...(value as unknown[]), never]);
    case 'counter': {
      const most = invoked.reduce((sum, { f, value }) => (f === 'add' ? sum + Math.abs(Number(value)) : sum), 0);
      return answer(of('read'), () => (random() < 0.5 ? most + 1 : -most - 1));
    }
    case 'queue':
    case 'stack':
    case 'priority-queue':
      return answer(of('dequeue', 'pop'), () => never);
    case 'multi-register':
      return answer(of('read'), () => never);
    case 'lease':
      return answer(of('acquire').slice(1), () => -1);
    case 'mutex': {
      // Even if everybody who may release does so between these, two of them meet.
      const acquires = 2 + invoked.filter(({ f }) => f === 'release').length;
      const process = 900_000_000;
      const pair = (['invoke', 'ok'] as const).map((type) => ({ process, type, f: 'acquire', value: null }));
      return { insertAt: pick(random, answered).complete + 1, events: Array.from({ length: acquires }, () => pair).flat() };
    }
    default:
      return model satisfies never;
  }
}

/** An answer that was right once, or elsewhere: what was overwritten before, taken already, or is missing though it must be there. */
function staleOf(random: RandomNumber, model: ModelName, { answered, invoked }: Calls): Change | undefined {
  const call = pick(random, answered);
  const before = (end: number): Answered[] => answered.filter(({ complete }) => complete < end);
  switch (model) {
    case 'register':
    case 'cas-register': {
      // Written, overwritten and only then asked for. A cas could bring nothing back: its values are unique too.
      if (call.f !== 'read') return undefined;
      const newest = before(call.invoke).findLast(({ f }) => f === 'write');
      const older = before(newest?.invoke ?? 0).findLast(({ f }) => f === 'write');
      return older === undefined ? undefined : { at: call.complete, value: older.input };
    }
    case 'queue':
    case 'stack':
    case 'priority-queue': {
      const takes = answered.filter(({ f, value }) => (f === 'dequeue' || f === 'pop') && value !== null);
      const [a, b] = [pick(random, takes), pick(random, takes)];
      return a === b || a === undefined || b === undefined ? undefined : { at: a.complete, value: b.value };
    }
    case 'set': {
      if (call.f !== 'read') return undefined;
      const removable = new Set(invoked.filter(({ f }) => f === 'remove').map(({ value }) => value));
      const there = before(call.invoke).find(({ f, input }) => f === 'add' && !removable.has(input));
      const items = call.value as unknown[];
      return there === undefined ? undefined : { at: call.complete, value: items.filter((item) => item !== there.input) };
    }
    case 'log': {
      if (call.f !== 'read' || call.input !== null) return undefined;
      const least = before(call.invoke).filter(({ f }) => f === 'append').length;
      return least === 0 ? undefined : { at: call.complete, value: (call.value as unknown[]).slice(0, least - 1) };
    }
    case 'lease': {
      if (call.f !== 'acquire') return undefined;
      const earlier = before(call.invoke).findLast(({ f }) => f === 'acquire');
      return earlier === undefined ? undefined : { at: call.complete, value: earlier.value };
    }
    default:
      return undefined;
  }
}
