import type { HistoryEvent } from '../history.ts';
import { type CallsShape, concurrentCalls } from './concurrent-calls.ts';
import { below, pick, type RandomNumber } from './random-number.ts';

export interface UniqueSetShape extends CallsShape {
  /** Shares of adds and of removes; the rest are reads. */
  readonly adds: number;
  readonly removes: number;
  /** Share of adds and removes of an element that was added or removed before. */
  readonly repeated: number;
  /** How many events to falsify. */
  readonly lies: number;
  readonly init?: readonly number[];
}

/** What a correct set of elements that are mostly added once and removed once might show to concurrent clients, then some lies. */
export function uniqueSetHistory(random: RandomNumber, shape: UniqueSetShape): HistoryEvent[] {
  const items = new Set<number>(shape.init ?? []);
  const known = [...items];
  let removable = [...items];
  const draw = (): { f: string; value: number | null } => {
    const drawn = random();
    const isRepeated = known.length > 0 && random() < shape.repeated;
    if (drawn < shape.adds) {
      const value = isRepeated ? pick(random, known) : 2 + known.length;
      if (!isRepeated) {
        known.push(value);
        removable.push(value);
      }
      return { f: 'add', value };
    }
    if (drawn > shape.adds + shape.removes || (removable.length === 0 && !isRepeated)) return { f: 'read', value: null };
    const value = isRepeated ? pick(random, known) : pick(random, removable);
    removable = removable.filter((item) => item !== value);
    return { f: 'remove', value };
  };
  const events = concurrentCalls(random, shape, draw, (call) => {
    if (call.f === 'add') items.add(Number(call.value));
    else if (call.f === 'remove') items.delete(Number(call.value));
    else call.value = [...items];
  });
  for (let i = 0; i < shape.lies; i += 1) lie(random, events, known);
  return events;
}

/** An element more or less in what a read saw, two events in each other's place, or a success that becomes a failure. */
function lie(random: RandomNumber, events: HistoryEvent[], known: readonly number[]): void {
  const at = below(random, events.length);
  const [event, following] = [events[at], events[at + 1]];
  if (event === undefined) return;
  if (event.type === 'ok' && event.f === 'read') {
    const seen = event.value as number[];
    const element = random() < 0.1 || known.length === 0 ? 1 : pick(random, known);
    events[at] = { ...event, value: seen.includes(element) ? seen.filter((item) => item !== element) : [...seen, element] };
  } else if (event.type === 'ok' && random() < 0.05) events[at] = { ...event, type: 'fail', error: 'refused' };
  else if (following !== undefined && following.process !== event.process) {
    events[at] = following;
    events[at + 1] = event;
  }
}
