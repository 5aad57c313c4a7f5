import type { HistoryEvent } from '../history.ts';
import { type CallsShape, concurrentCalls } from './concurrent-calls.ts';
import { below, pick, type RandomNumber } from './random-number.ts';

export interface ContainerShape extends CallsShape {
  readonly model: 'queue' | 'stack' | 'priority-queue';
  /** Share of operations that put something in. */
  readonly puts: number;
  /** Share of puts of an element that was put in before. */
  readonly repeated: number;
  /** How many events to falsify. */
  readonly lies: number;
  readonly init?: readonly number[];
}

/** What a correct container of elements that are nearly all different might show to concurrent clients, then some lies. */
export function containerHistory(random: RandomNumber, shape: ContainerShape): HistoryEvent[] {
  const [put, take] = shape.model === 'stack' ? ['push', 'pop'] : ['enqueue', 'dequeue'];
  const items: number[] = [...(shape.init ?? [])];
  // Elements of a priority queue are compared, so those to come are not simply greater and greater.
  const fresh = Array.from({ length: shape.operations }, (_, i) => i + 1);
  for (let i = fresh.length - 1; i > 0; i -= 1) {
    const other = below(random, i + 1);
    [fresh[i], fresh[other]] = [fresh[other] as number, fresh[i] as number];
  }
  const known: number[] = [...items];
  const draw = (): { f: string; value: number | null } => {
    const isPut = random() < shape.puts;
    const isRepeated = known.length > 0 && random() < shape.repeated;
    const value = !isPut ? null : isRepeated ? pick(random, known) : (fresh.pop() ?? 0);
    if (value !== null) known.push(value);
    return { f: isPut ? put : take, value };
  };
  const events = concurrentCalls(random, shape, draw, (call) => {
    if (call.f === put) items.push(Number(call.value));
    else call.value = next(shape.model, items);
  });
  for (let i = 0; i < shape.lies; i += 1) lie(random, events, take, known);
  return events;
}

function next(model: ContainerShape['model'], items: number[]): number | null {
  const at = model === 'queue' ? 0 : model === 'stack' ? items.length - 1 : items.indexOf(Math.min(...items));
  return items.splice(at, 1)[0] ?? null;
}

/** Another answer to a take, two events in each other's place, or a success that becomes a failure. */
function lie(random: RandomNumber, events: HistoryEvent[], take: string, known: readonly number[]): void {
  const at = below(random, events.length);
  const [event, following] = [events[at], events[at + 1]];
  if (event === undefined) return;
  if (event.type === 'ok' && random() < 0.05) events[at] = { ...event, type: 'fail', error: 'refused' };
  else if (event.type === 'ok' && event.f === take && random() < 0.6) {
    events[at] = { ...event, value: random() < 0.25 ? null : random() < 0.05 ? 0 : (pick(random, [...known, 0]) ?? null) };
  } else if (following !== undefined && following.process !== event.process) {
    events[at] = following;
    events[at + 1] = event;
  }
}
