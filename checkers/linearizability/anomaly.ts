import { type Json, sameJson } from '../../src/core/index.ts';
import type { Contradiction } from './contradiction.ts';
import type { OperationView } from './operation-view.ts';

/** What went wrong with a key, in the words that people use; `unexplained` where none of them is certain. */
export type AnomalyKind =
  | 'stale-read'
  | 'lost-write'
  /** One of the two: nothing that came later tells which. */
  | 'missed-write'
  | 'applied-twice'
  | 'out-of-nowhere'
  | 'from-the-future'
  | 'failed-write-seen'
  | 'unexplained';

export type Anomaly = {
  readonly kind: AnomalyKind;
  /** The acknowledged write that the answer does not know of. */
  readonly missed: OperationView | null;
  /** What wrote the value that was answered; for `applied-twice` the write that took effect twice. */
  readonly wrote: OperationView | null;
  /** What shows that the missed write was lost (it saw the older value, elsewhere or later), or that it was not (it saw the write). */
  readonly witness: OperationView | null;
};

/** `operations` are all of the key, in order of invocation. Says only what the history proves. */
export function anomalyOf(contradiction: Contradiction, operations: readonly OperationView[]): Anomaly {
  const { operation } = contradiction;
  const value = valueSeen(operation);
  const nothing = { missed: null, wrote: null, witness: null };
  if (value === undefined || contradiction.states.length === 0 || !operations.every(({ f }) => keyValueCalls.includes(f)))
    return { kind: 'unexplained', ...nothing };
  const twice = appliedTwice(contradiction, operations, value);
  if (twice !== undefined) return { kind: 'applied-twice', ...nothing, wrote: twice };
  const missed = missedWrite(contradiction, value);
  const wrote = lastWriter(contradiction, operations, value);
  if (wrote === undefined && value !== null && missed === undefined)
    return { kind: strangeValue(operation, operations, value), ...nothing };
  if (missed === undefined || (wrote === undefined && value !== null && !lacksAppend(value, missed, operations)))
    return {
      kind: wrote === undefined && value !== null ? strangeValue(operation, operations, value) : 'unexplained',
      ...nothing,
      wrote: wrote ?? null,
    };
  // A compare-and-swap that succeeded on the older value has written over the newer one, unseen, or is lost itself.
  if (operation.f === 'cas' && operation.outcome === 'ok')
    return { kind: 'lost-write', missed: missed.write, wrote: wrote ?? null, witness: operation };
  return { ...whetherLost(operation, operations, value, missed), missed: missed.write, wrote: wrote ?? null };
}

/** Of other calls, such as a counter's, it is not known what they leave. */
const keyValueCalls: readonly string[] = ['get', 'read', 'put', 'write', 'cas', 'append', 'delete'];

/** What the operation says the value was. */
export function valueSeen(operation: OperationView): Json | undefined {
  if (operation.f === 'get' || operation.f === 'read') return operation.output;
  if (operation.f !== 'cas' || !Array.isArray(operation.input)) return undefined;
  return operation.outcome === 'fail' ? operation.seen : (operation.input[0] as Json | undefined);
}

/** Whether the operation alone leaves this value. */
export function writes({ f, input }: OperationView, value: Json): boolean {
  if (f === 'put' || f === 'write') return sameJson(input, value);
  if (f === 'delete') return value === null;
  return f === 'cas' && Array.isArray(input) && sameJson((input[1] ?? null) as Json, value);
}

interface Missed {
  readonly write: OperationView;
  /** What it left. */
  readonly state: Json;
}

/** The newest write that was over, and acknowledged, before the answer's operation began, and that every possible value goes back to. */
function missedWrite({ operation, states, statesComplete, statesOmitted }: Contradiction, value: Json): Missed | undefined {
  if (!statesComplete || statesOmitted > 0) return undefined;
  const changes = states.map(({ state, lastChange }) => ({ state, write: lastChange }));
  const over = changes.flatMap(({ state, write }) =>
    write !== null && write.outcome === 'ok' && write.complete !== null && write.complete < operation.invoke && !sameJson(state, value)
      ? [{ state, write }]
      : [],
  );
  return over.sort((a, b) => (b.write.complete ?? 0) - (a.write.complete ?? 0))[0];
}

/** A text that was put together by this key's writes, and lacks what was appended last. */
function lacksAppend(value: Json, { write }: Missed, operations: readonly OperationView[]): boolean {
  if (write.f !== 'append' || typeof value !== 'string' || typeof write.input !== 'string' || value.includes(write.input)) return false;
  const texts = operations.flatMap(({ f, input }) => (f === 'cas' && Array.isArray(input) ? [input[1]] : [input])).filter(isText);
  const appended = operations
    .filter(({ f }) => f === 'append')
    .map(({ input }) => input)
    .filter(isText);
  return ['', ...texts].some((base) => value.startsWith(base) && isMadeOf(value.slice(base.length), appended));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Takes the longest text that fits each time: texts are told apart by where they end. */
function isMadeOf(rest: string, texts: readonly string[]): boolean {
  let left = rest;
  while (left !== '') {
    const fits = texts.filter((text) => left.startsWith(text)).sort((a, b) => b.length - a.length)[0];
    if (fits === undefined) return false;
    left = left.slice(fits.length);
  }
  return true;
}

/** In the order that was found, else alone by its argument; only what began before the answer came. */
function lastWriter({ order, operation }: Contradiction, operations: readonly OperationView[], value: Json): OperationView | undefined {
  if (value === null) return order.findLast((step) => step.f === 'delete');
  const inOrder = order.findLast((step, i) => sameJson(step.state, value) && !sameJson(order[i - 1]?.state ?? null, value));
  if (inOrder !== undefined) return { ...viewOnly(inOrder) };
  const end = operation.complete ?? Number.POSITIVE_INFINITY;
  return operations.findLast((other) => writes(other, value) && other.invoke < end && other.outcome !== 'fail');
}

function viewOnly({ state: _, ...view }: OperationView & { readonly state: Json }): OperationView {
  return view;
}

/** A value that no write that may have taken effect has left. Texts can be put together by appends in too many ways to say so of them. */
function strangeValue({ complete }: OperationView, operations: readonly OperationView[], value: Json): AnomalyKind {
  if (operations.some(({ f }) => f === 'append')) return 'unexplained';
  const end = complete ?? Number.POSITIVE_INFINITY;
  const writers = operations.filter((other) => writes(other, value));
  if (writers.some(({ invoke, outcome }) => invoke < end && outcome === 'fail')) return 'failed-write-seen';
  return writers.length === 0 ? 'out-of-nowhere' : writers.every(({ invoke }) => invoke > end) ? 'from-the-future' : 'unexplained';
}

/** An appended text that stands in the answer more often than it was appended. */
function appliedTwice({ states }: Contradiction, operations: readonly OperationView[], value: Json): OperationView | undefined {
  if (typeof value !== 'string') return undefined;
  return operations.find((append) => {
    const { f, input } = append;
    if (f !== 'append' || typeof input !== 'string' || input === '') return false;
    // Whoever writes a whole text may have put it in as often as they like.
    if (operations.some((other) => other.f !== 'append' && JSON.stringify(other.input)?.includes(input) === true)) return false;
    const asked = operations.filter((other) => other.f === 'append' && other.input === input).length;
    const most = Math.max(asked, ...states.map(({ state }) => (typeof state === 'string' ? countOf(state, input) : 0)));
    return countOf(value, input) > most;
  });
}

/** `c1.1` is no part of `c1.12`: what is appended ends where a letter or digit does not follow. */
function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
    if (!/[\p{L}\p{N}]/u.test(text.charAt(at + part.length))) count += 1;
  return count;
}

/**
 * What was seen later, as far as the next write that hides it: the missed write (then it was only missed), or what cannot be unless it is
 * gone: a compare-and-swap that succeeded on the older value, an append that was called after the write and stands on the older value
 * without it, or the older value at every node that ever answered, also at the one that had acknowledged. Several nodes may be behind at
 * once, so that some of them have the older value proves nothing.
 */
function whetherLost(
  operation: OperationView,
  operations: readonly OperationView[],
  value: Json,
  { write, state }: Missed,
): Pick<Anomaly, 'kind' | 'witness'> {
  const after = operation.complete ?? operation.invoke;
  // A value that somebody else wrote as well, perhaps behind the missed write, tells nothing of that write.
  const isAmbiguous = (wanted: Json) =>
    operations.some(
      (other) =>
        other.invoke !== write.invoke &&
        other.outcome !== 'fail' &&
        (writes(other, wanted) || (other.f === 'append' && other.input === wanted)) &&
        (other.outcome !== 'ok' || other.complete === null || other.complete > write.invoke),
    );
  if (isAmbiguous(value) || isAmbiguous(state)) return { kind: 'missed-write', witness: null };
  const behind = new Set([operation.node]);
  let last: OperationView | undefined;
  for (const other of operations) {
    if (other.invoke <= after) continue;
    if ((other.f === 'put' || other.f === 'write' || other.f === 'delete') && other.outcome !== 'fail') break;
    const seen = other.outcome === 'ok' || other.seen !== undefined ? valueSeen(other) : undefined;
    if (seen === undefined) continue;
    if (goesBackTo(seen, state) || holds(seen, write)) return { kind: 'stale-read', witness: other };
    if (standsWithout(seen, value, write, operations)) return { kind: 'lost-write', witness: other };
    if (!sameJson(seen, value)) break;
    if (other.f === 'cas' && other.outcome === 'ok') return { kind: 'lost-write', witness: other };
    behind.add(other.node);
    last = other;
  }
  const isEverywhere = operations.every(({ node, outcome }) => outcome !== 'ok' || behind.has(node));
  return isEverywhere && last !== undefined ? { kind: 'lost-write', witness: last } : { kind: 'missed-write', witness: null };
}

/** A text that has what the write appended. */
function holds(seen: Json, { f, input }: OperationView): boolean {
  return f === 'append' && typeof input === 'string' && typeof seen === 'string' && seen.includes(input);
}

/** The older text with something behind it that was appended only when the write was over. */
function standsWithout(seen: Json, value: Json, write: OperationView, operations: readonly OperationView[]): boolean {
  if (typeof seen !== 'string' || typeof value !== 'string' || value === '' || !seen.startsWith(value) || seen === value) return false;
  const rest = seen.slice(value.length);
  const later = operations.filter(({ f, invoke }) => f === 'append' && write.complete !== null && invoke > write.complete);
  return isMadeOf(rest, later.map(({ input }) => input).filter(isText));
}

/** The value itself, or what appends have made of it. */
function goesBackTo(seen: Json, value: Json): boolean {
  if (typeof seen === 'string' && typeof value === 'string' && value !== '') return seen.startsWith(value);
  return sameJson(seen, value);
}
