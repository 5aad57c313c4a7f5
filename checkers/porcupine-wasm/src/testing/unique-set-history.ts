import type { HistoryEvent } from '../history.ts';
import { below, pick, type RandomNumber } from './random-number.ts';

export interface UniqueSetShape {
  readonly operations: number;
  readonly processes: number;
  /** Shares of adds and of removes; the rest are reads. */
  readonly adds: number;
  readonly removes: number;
  /** Share of operations whose outcome nobody learns. */
  readonly unknown: number;
  /** Share of adds and removes of an element that was added or removed before. */
  readonly repeated: number;
  /** How many events to falsify. */
  readonly lies: number;
  readonly init?: readonly number[];
}

interface Open {
  readonly f: string;
  value: unknown;
  isDone: boolean;
}

/** What a correct set of elements that are mostly added once and removed once might show to concurrent clients, then some lies. */
export function uniqueSetHistory(random: RandomNumber, shape: UniqueSetShape): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, Open>();
  const names = Array.from({ length: shape.processes }, (_, i) => i);
  const items = new Set<number>(shape.init ?? []);
  const known = [...items];
  let removable = [...items];
  let invoked = 0;
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
  const takeEffect = (call: Open): void => {
    call.isDone = true;
    if (call.f === 'add') items.add(Number(call.value));
    else if (call.f === 'remove') items.delete(Number(call.value));
    else call.value = [...items];
  };
  while (invoked < shape.operations || open.size > 0) {
    const thread = below(random, shape.processes);
    const process = names[thread] as number;
    const call = open.get(process);
    if (call === undefined) {
      if (invoked === shape.operations) continue;
      invoked += 1;
      const drawn = draw();
      open.set(process, { ...drawn, isDone: false });
      events.push({ process, type: 'invoke', ...drawn });
    } else if (random() < shape.unknown) {
      if (!call.isDone && random() < 0.5) takeEffect(call);
      if (random() < 0.7) events.push({ process, type: 'info', f: call.f, value: null, error: 'timeout' });
      open.delete(process);
      names[thread] = process + shape.processes;
    } else if (!call.isDone && random() < 0.5) {
      takeEffect(call);
    } else {
      if (!call.isDone) takeEffect(call);
      events.push({ process, type: 'ok', f: call.f, value: call.value });
      open.delete(process);
    }
  }
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
