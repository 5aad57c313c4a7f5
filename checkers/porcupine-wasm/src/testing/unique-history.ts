import type { HistoryEvent } from '../history.ts';
import type { RandomNumber } from './random-history.ts';

export interface UniqueShape {
  readonly operations: number;
  readonly processes: number;
  /** Operations to choose from, by name; one named twice is drawn twice as often. */
  readonly mix: readonly string[];
  /** Share of operations whose outcome nobody learns. */
  readonly unknown: number;
  /** Share of writes that repeat an earlier value. */
  readonly repeated: number;
  /** How many events to falsify. */
  readonly lies: number;
}

interface Open {
  readonly f: string;
  readonly value: unknown;
  done?: Partial<HistoryEvent> & Pick<HistoryEvent, 'type'>;
}

/** What a correct store shows to clients that write a new value each time, then some lies. Without lies it is linearizable. */
export function uniqueHistory(random: RandomNumber, shape: UniqueShape): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, Open>();
  const names = Array.from({ length: shape.processes }, (_, i) => i);
  const held: unknown[] = [null];
  let state: unknown = null;
  let fresh = 0;
  const text = shape.mix.includes('append');
  const draw = (): Open => {
    const f = pick(random, shape.mix);
    const written = (): unknown => {
      if (random() < shape.repeated && fresh > 0) return text ? `${1 + Math.floor(random() * fresh)};` : 1 + Math.floor(random() * fresh);
      fresh += 1;
      return text ? `${fresh};` : fresh;
    };
    if (f === 'cas') return { f, value: [random() < 0.7 ? state : pick(random, held), written()] };
    if (f === 'get' || f === 'read' || f === 'delete') return { f, value: null };
    return { f, value: written() };
  };
  const takeEffect = (call: Open): void => {
    const before = state;
    if (call.f === 'get' || call.f === 'read') call.done = { type: 'ok', value: state };
    else if (call.f === 'cas') {
      const [expected, next] = call.value as [unknown, unknown];
      if (expected === state) state = next;
      call.done =
        expected === before ? { type: 'ok' } : random() < 0.8 ? { type: 'fail', seen: before } : { type: 'fail', error: 'refused' };
    } else {
      state = call.f === 'append' ? `${state ?? ''}${call.value}` : call.value;
      call.done = { type: 'ok' };
    }
    if (state !== before) held.push(state);
  };
  for (let invoked = 0; invoked < shape.operations || open.size > 0; ) {
    const thread = Math.floor(random() * shape.processes);
    const process = names[thread] as number;
    const call = open.get(process);
    if (call === undefined) {
      if (invoked === shape.operations) continue;
      invoked += 1;
      const drawn = draw();
      open.set(process, drawn);
      events.push({ process, type: 'invoke', ...drawn });
    } else if (random() < shape.unknown) {
      if (call.done === undefined && random() < 0.5) takeEffect(call);
      if (random() < 0.7) events.push({ process, type: 'info', f: call.f, value: call.value });
      open.delete(process);
      names[thread] = process + shape.processes;
    } else if (call.done === undefined) {
      takeEffect(call);
    } else {
      events.push({ process, f: call.f, value: call.value, ...call.done });
      open.delete(process);
    }
  }
  for (let i = 0; i < shape.lies; i += 1) lie(random, events, held);
  return events;
}

function lie(random: RandomNumber, events: HistoryEvent[], held: readonly unknown[]): void {
  const i = Math.floor(random() * events.length);
  const event = events[i];
  const next = events[i + 1];
  if (event === undefined) return;
  if (event.type === 'ok' && (event.f === 'read' || event.f === 'get') && random() < 0.7) {
    const seen = random() < 0.9 ? pick(random, held) : 'never written';
    events[i] = { ...event, value: typeof seen === 'string' && random() < 0.2 ? cutSomewhere(random, seen) : seen };
  } else if (event.type === 'fail' && event.seen !== undefined) {
    events[i] = random() < 0.5 ? { ...event, seen: pick(random, held) } : { ...event, type: 'ok' };
  } else if (event.type === 'ok' && event.f !== 'read' && event.f !== 'get' && random() < 0.3) {
    events[i] = { ...event, type: 'fail', error: 'refused' };
  } else if (next !== undefined && next.process !== event.process) {
    events[i] = next;
    events[i + 1] = event;
  }
}

/** A text that lost one of its pieces. */
function cutSomewhere(random: RandomNumber, text: string): string {
  const pieces = text.split(/(?<=;)/);
  pieces.splice(Math.floor(random() * pieces.length), 1);
  return pieces.join('');
}

function pick<T>(random: RandomNumber, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}
