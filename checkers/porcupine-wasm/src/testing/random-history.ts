import type { HistoryEvent } from '../history.ts';
import type { ModelName } from './brute-force.ts';
import { type Asked, type Done, type SimulatedObject, simulatedObjects } from './objects/index.ts';
import type { RandomNumber } from './random-number.ts';

export { type RandomNumber, randomFrom } from './random-number.ts';

export interface Shape {
  readonly model: ModelName;
  readonly operations: number;
  readonly processes: number;
  /** Share of operations whose outcome nobody learns. */
  readonly unknown: number;
  /** Values are drawn from so many, so they repeat. */
  readonly values: number;
  /** How many events to falsify. */
  readonly lies: number;
  /** The initial state as JSON. Default: null. */
  readonly init?: unknown;
  /** Every operation has it; default: none. */
  readonly key?: string;
}

interface Open extends Asked {
  /** The completion it will have; absent until it has taken effect. */
  done?: Done;
}

/** What a correct object might show to concurrent clients, then some lies. Without lies it is linearizable. */
export function randomHistory(random: RandomNumber, shape: Shape): HistoryEvent[] {
  const object = simulatedObjects[shape.model];
  const key = shape.key === undefined ? {} : { key: shape.key };
  const events: HistoryEvent[] = [];
  const open = new Map<number, Open>();
  const names = Array.from({ length: shape.processes }, (_, i) => i);
  let state: unknown = object.start(shape.init ?? null);
  let invoked = 0;
  const takeEffect = (call: Open): void => {
    const result = object.apply(random, state, call);
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
      const drawn = object.draw(random, shape.values);
      open.set(process, { ...drawn });
      events.push({ process, type: 'invoke', ...key, ...drawn });
    } else if (random() < shape.unknown) {
      // Whether it took effect is left as it is; sometimes not even `info` is recorded.
      if (call.done === undefined && random() < 0.5) takeEffect(call);
      if (random() < 0.7) events.push({ process, type: 'info', f: call.f, ...key, value: call.value, error: 'timeout' });
      open.delete(process);
      names[thread] = process + shape.processes;
    } else if (call.done === undefined && random() < 0.5) {
      takeEffect(call);
    } else {
      if (call.done === undefined) takeEffect(call);
      events.push({ process, f: call.f, ...key, ...(call.done as Done) });
      open.delete(process);
    }
  }
  for (let i = 0; i < shape.lies; i += 1) lie(random, shape, object, events);
  return events;
}

/** Attempts to find an event that can be falsified. */
const liesTried = 10;

function lie(random: RandomNumber, shape: Shape, object: SimulatedObject, events: HistoryEvent[]): void {
  for (let i = 0; i < liesTried; i += 1) if (falsified(random, shape, object, events)) return;
}

function falsified(random: RandomNumber, shape: Shape, object: SimulatedObject, events: HistoryEvent[]): boolean {
  const i = Math.floor(random() * events.length);
  const event = events[i];
  const next = events[i + 1];
  if (event === undefined) return false;
  if (random() < 0.3 && next !== undefined && next.process !== event.process) {
    events[i] = next;
    events[i + 1] = event;
    return true;
  }
  const falsehood = object.falsify(random, shape.values, event);
  if (falsehood !== undefined) events[i] = falsehood;
  else if (event.type === 'ok' && random() < 0.2) events[i] = { ...event, type: 'fail', error: 'refused' };
  else return false;
  return true;
}
