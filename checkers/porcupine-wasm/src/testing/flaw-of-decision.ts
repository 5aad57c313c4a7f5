import type { HistoryEvent, Partition } from '../history.ts';
import type { Model } from '../model.ts';
import type { Decision } from '../tier1/index.ts';
import { isLinearizable, type ModelName } from './brute-force.ts';

type Invalid = Decision & { readonly verdict: 'invalid' };

/** What is wrong with what tier 1 says of an invalid history: the event that it blames, its order, or its contradiction. */
export function flawOfDecision(
  name: ModelName,
  model: Model,
  init: unknown,
  history: readonly HistoryEvent[],
  part: Partition,
  decision: Invalid,
): string | undefined {
  const event = part.events[decision.at]?.event ?? 0;
  const isFirst = isLinearizable(name, history, { init, until: event }) && !isLinearizable(name, history, { init, until: event + 1 });
  if (!isFirst) return `blames event ${event}`;
  return flawOfOrder(model, part, decision) ?? flawOfContradiction(name, init, history, part, decision);
}

/** What is called an order holds all that had returned, each where time and the model allow it, and nothing that was called later. */
export function flawOfOrder(model: Model, part: Partition, { at, order }: Invalid): string | undefined {
  let state: unknown = model.init;
  let latest = -1;
  for (const index of order) {
    const candidate = part.candidates[index];
    if (candidate === undefined) return `no candidate ${index}`;
    const next = model.step(state, candidate.operation);
    const returned = candidate.unknown ? Number.POSITIVE_INFINITY : (candidate.complete ?? Number.POSITIVE_INFINITY);
    if (next === undefined || returned < latest) return `no order at ${index}: ${order}`;
    state = next;
    latest = Math.max(latest, candidate.invoke);
  }
  const ordered = new Set(order);
  const returned = part.events.slice(0, at).filter(({ isReturn }) => isReturn);
  if (ordered.size < order.length) return `twice in the order: ${order}`;
  if (returned.some(({ candidate }) => !ordered.has(candidate))) return `not all is in the order: ${order}`;
  const later = part.events.slice(at).some(({ candidate, isReturn }) => !isReturn && ordered.has(candidate));
  return later ? `in the order is what was called later: ${order}` : undefined;
}

/** The contradiction stands whatever becomes of the other changes, and whatever other reads saw. */
function flawOfContradiction(
  name: ModelName,
  init: unknown,
  history: readonly HistoryEvent[],
  part: Partition,
  { conflict }: Invalid,
): string | undefined {
  if (conflict.events.length === 0) return undefined;
  const candidates = conflict.events.flatMap((event) => part.events[event]?.candidate ?? []);
  const kept = new Set(candidates.map((candidate) => part.candidates[candidate]?.invoke));
  const open = new Map<unknown, number>();
  const weakened = history.map((event, i): HistoryEvent => {
    if (event.type === 'invoke') open.set(event.process, i);
    if (event.type !== 'ok' || kept.has(open.get(event.process))) return event;
    return ['enqueue', 'push', 'add', 'remove', 'read'].includes(event.f) ? { ...event, type: 'info', error: 'forgotten' } : event;
  });
  return isLinearizable(name, weakened, { init }) ? `${conflict.kind} ${conflict.events} is no contradiction` : undefined;
}
