import type { HistoryEvent } from '../history.ts';

export type RandomNumber = () => number;

/** Numbers in [0, 1) that depend on the seed alone. */
export function randomFrom(seed: number): RandomNumber {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Shape {
  readonly model: 'kv' | 'cas-register';
  readonly operations: number;
  readonly processes: number;
  /** Share of operations whose outcome nobody learns. */
  readonly unknown: number;
  /** Values are drawn from so many, so they repeat. */
  readonly values: number;
  /** How many events to falsify. */
  readonly lies: number;
}

interface Open {
  readonly f: string;
  readonly value: unknown;
  /** The completion it will have; absent until it has taken effect. */
  done?: Pick<HistoryEvent, 'type' | 'value' | 'seen' | 'error'>;
}

/** What a correct store might show to concurrent clients, then some lies. Without lies it is linearizable. */
export function randomHistory(random: RandomNumber, shape: Shape): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, Open>();
  const names = Array.from({ length: shape.processes }, (_, i) => i);
  let state: unknown = null;
  let invoked = 0;
  const takeEffect = (call: Open): void => {
    const result = apply(random, state, call);
    state = result.state;
    call.done = result.done;
  };
  while (invoked < shape.operations || open.size > 0) {
    const thread = Math.floor(random() * shape.processes);
    const process = names[thread] as number;
    const call = open.get(process);
    if (call === undefined) {
      if (invoked === shape.operations) continue;
      invoked += 1;
      const drawn = draw(random, shape);
      open.set(process, drawn);
      events.push({ process, type: 'invoke', ...drawn });
    } else if (random() < shape.unknown) {
      // Whether it took effect is left as it is; sometimes not even `info` is recorded.
      if (call.done === undefined && random() < 0.5) takeEffect(call);
      if (random() < 0.7) events.push({ process, type: 'info', f: call.f, value: call.value, error: 'timeout' });
      open.delete(process);
      names[thread] = process + shape.processes;
    } else if (call.done === undefined && random() < 0.5) {
      takeEffect(call);
    } else {
      if (call.done === undefined) takeEffect(call);
      events.push({ process, f: call.f, ...(call.done as NonNullable<Open['done']>) });
      open.delete(process);
    }
  }
  for (let i = 0; i < shape.lies; i += 1) lie(random, shape, events);
  return events;
}

function draw(random: RandomNumber, shape: Shape): { f: string; value: unknown } {
  const mix = shape.model === 'kv' ? ['get', 'get', 'put', 'append', 'cas', 'delete'] : ['read', 'read', 'write', 'cas'];
  const f = mix[Math.floor(random() * mix.length)] as string;
  if (f === 'cas') return { f, value: [drawValue(random, shape), drawValue(random, shape)] };
  if (f === 'append') return { f, value: random() < 0.5 ? 'a' : 'b' };
  return { f, value: f === 'put' || f === 'write' ? drawValue(random, shape) : null };
}

function drawValue(random: RandomNumber, shape: Shape): unknown {
  const n = Math.floor(random() * shape.values);
  if (shape.model === 'cas-register') return n;
  // Equal objects with their keys in another order, strings that begin others, and a value that appends refuse.
  return [null, 'a', 'ab', random() < 0.5 ? { x: 1, y: 2 } : { y: 2, x: 1 }, n][n % 5];
}

function apply(random: RandomNumber, state: unknown, { f, value }: Open): { state: unknown; done: NonNullable<Open['done']> } {
  const ok = (next: unknown, answer: unknown = value): { state: unknown; done: NonNullable<Open['done']> } => ({
    state: next,
    done: { type: 'ok', value: answer },
  });
  if (f === 'get' || f === 'read') return ok(state, state);
  if (f === 'put' || f === 'write') return ok(value);
  if (f === 'delete') return ok(null);
  if (f === 'append') {
    if (state === null || typeof state === 'string') return ok(`${state ?? ''}${value}`);
    return { state, done: { type: 'fail', value, error: 'not-a-string' } };
  }
  const [expected, next] = value as [unknown, unknown];
  if (sameText(expected, state)) return ok(next);
  const told = random() < 0.5 ? { seen: state } : {};
  return { state, done: { type: 'fail', value, ...(random() < 0.5 ? { error: 'precondition-failed' } : {}), ...told } };
}

function sameText(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string => JSON.stringify(value, value !== null && typeof value === 'object' ? ['x', 'y'] : null);
  return text(a) === text(b);
}

/** Attempts to find an event that can be falsified. */
const liesTried = 10;

function lie(random: RandomNumber, shape: Shape, events: HistoryEvent[]): void {
  for (let i = 0; i < liesTried; i += 1) if (falsified(random, shape, events)) return;
}

function falsified(random: RandomNumber, shape: Shape, events: HistoryEvent[]): boolean {
  const i = Math.floor(random() * events.length);
  const event = events[i];
  const next = events[i + 1];
  if (event === undefined) return false;
  if (random() < 0.3 && next !== undefined && next.process !== event.process) {
    events[i] = next;
    events[i + 1] = event;
  } else if (event.type === 'ok' && (event.f === 'read' || event.f === 'get')) {
    events[i] = { ...event, value: random() < 0.2 ? `${event.value}a` : drawValue(random, shape) };
  } else if (event.f === 'cas' && event.type === 'fail') {
    events[i] = random() < 0.5 ? { ...event, seen: drawValue(random, shape) } : { ...event, error: 'refused' };
  } else if (event.f === 'cas' && event.type === 'ok') {
    events[i] = { ...event, type: 'fail' };
  } else {
    return false;
  }
  return true;
}
