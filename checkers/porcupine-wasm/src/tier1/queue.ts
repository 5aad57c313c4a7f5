/**
 * Queues whose elements are all different. A history is linearizable if it has none of four faults (Henzinger, Sezgin and Vafeiadis,
 * CONCUR 2013): an element that is dequeued twice, or was never enqueued; one dequeued before it was enqueued; two that come out
 * against an order in which they certainly went in; a queue found empty while at every moment something was certainly in it.
 *
 * Says yes only. Enqueues of unknown outcome count if their element came out, dequeues of unknown outcome do not: they may never
 * have happened, and an order without them explains the history. But they may explain what is a fault without them, as may calls
 * that are still open when a fault shows. So a faulty history is left to the search, which also finds the event.
 */
import { identity } from '../canonical.ts';
import type { Candidate, Partition } from '../history.ts';
import { neverReturns } from './zones.ts';

interface Span {
  readonly invoke: number;
  readonly return: number;
}

interface Element {
  readonly enqueue: Span;
  dequeue?: Span;
}

export function isCorrectQueue(init: unknown, partition: Partition): boolean {
  if (init !== null && !(Array.isArray(init) && init.length === 0)) return false;
  const read = readQueue(partition);
  if (read === undefined) return false;
  // What was never taken out and may never have been put in is left out.
  const elements = read.elements.filter(({ enqueue, dequeue }) => dequeue !== undefined || enqueue.return !== neverReturns);
  if (elements.some(({ enqueue, dequeue }) => dequeue !== undefined && dequeue.return < enqueue.invoke)) return false;
  return comeOutInOrder(elements) && canBeEmpty(elements, read.empty);
}

function readQueue({ candidates, events }: Partition): { elements: Element[]; empty: Span[] } | undefined {
  const invokes = new Int32Array(candidates.length);
  const returns = new Int32Array(candidates.length).fill(neverReturns);
  events.forEach(({ candidate, isReturn }, event) => {
    (isReturn ? returns : invokes)[candidate] = event;
  });
  const spanOf = (i: number): Span => ({ invoke: invokes[i] as number, return: returns[i] as number });
  const elements = new Map<unknown, Element>();
  const empty: Span[] = [];
  for (let i = 0; i < candidates.length; i += 1) {
    const { operation } = candidates[i] as Candidate;
    if (operation.outcome === 'fail') return undefined;
    if (operation.f !== 'enqueue') continue;
    if (operation.value === null || elements.has(identity(operation.value))) return undefined;
    elements.set(identity(operation.value), { enqueue: spanOf(i) });
  }
  for (let i = 0; i < candidates.length; i += 1) {
    const { operation, unknown } = candidates[i] as Candidate;
    if (operation.f === 'enqueue' || (operation.f === 'dequeue' && unknown)) continue;
    if (operation.f !== 'dequeue') return undefined;
    if (operation.value === null) {
      empty.push(spanOf(i));
      continue;
    }
    const element = elements.get(identity(operation.value));
    if (element === undefined || element.dequeue !== undefined) return undefined;
    element.dequeue = spanOf(i);
  }
  return { elements: [...elements.values()], empty };
}

/** Whether no element went in certainly before another, and came out certainly after it or never. */
function comeOutInOrder(elements: readonly Element[]): boolean {
  const lastIn = [...elements].sort((a, b) => b.enqueue.invoke - a.enqueue.invoke);
  const lastReturned = [...elements].sort((a, b) => b.enqueue.return - a.enqueue.return);
  let next = 0;
  let firstOut = neverReturns;
  for (const element of lastReturned) {
    for (; (lastIn[next]?.enqueue.invoke ?? -1) > element.enqueue.return; next += 1) {
      firstOut = Math.min(firstOut, lastIn[next]?.dequeue?.return ?? neverReturns);
    }
    if (firstOut < (element.dequeue?.invoke ?? neverReturns)) return false;
  }
  return true;
}

/** Whether each dequeue that found nothing has a moment at which nothing need have been there. */
function canBeEmpty(elements: readonly Element[], empty: readonly Span[]): boolean {
  const present = elements
    .map(({ enqueue, dequeue }) => ({ from: enqueue.return, to: dequeue?.invoke ?? neverReturns }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const calls = [...empty].sort((a, b) => a.invoke - b.invoke);
  let next = 0;
  // The stretch without a gap that covers the call, if any: stretches are joined as they are met.
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of present) {
    const last = joined.at(-1);
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  for (const call of calls) {
    while (next < joined.length && (joined[next]?.to ?? 0) < call.invoke) next += 1;
    const stretch = joined[next];
    if (stretch !== undefined && stretch.from < call.invoke && stretch.to > call.return) return false;
  }
  return true;
}
