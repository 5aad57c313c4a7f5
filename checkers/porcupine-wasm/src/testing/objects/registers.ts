import type { HistoryEvent } from '../../history.ts';
import { below, pick, type RandomNumber } from '../random-number.ts';
import type { Asked, Done, SimulatedObject } from './index.ts';

type DrawValue = (random: RandomNumber, values: number) => unknown;

const number: DrawValue = (random, values) => below(random, values);

// Equal objects with their keys in another order, strings that begin others, and a value that appends refuse. Every other history has
// nothing but texts: an append is then possible in every state, which the search makes much of.
const mixed: DrawValue = (random, values) => {
  if (values % 2 === 0) return pick(random, [null, 'a', 'ab', 'ba']);
  const n = below(random, values);
  return [null, 'a', 'ab', random() < 0.5 ? { x: 1, y: 2 } : { y: 2, x: 1 }, n][n % 5];
};

export const register: SimulatedObject = cell(['read', 'read', 'write'], number);
export const casRegister: SimulatedObject = cell(['read', 'read', 'write', 'cas'], number);
export const kv: SimulatedObject = cell(['get', 'get', 'put', 'append', 'cas', 'delete'], mixed);

function cell(mix: readonly string[], drawValue: DrawValue): SimulatedObject {
  return {
    start: (init) => init,
    draw(random, values) {
      const f = pick(random, mix);
      if (f === 'cas') return { f, value: [drawValue(random, values), drawValue(random, values)] };
      if (f === 'append') return { f, value: random() < 0.5 ? 'a' : 'b' };
      return { f, value: f === 'put' || f === 'write' ? drawValue(random, values) : null };
    },
    apply(random, state, { f, value }) {
      const ok = (next: unknown, answer: unknown = value): { state: unknown; done: Done } => ({
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
      return sameText(expected, state) ? ok(next) : { state, done: failedCas(random, value, state) };
    },
    falsify: (random, values, event) => falsifyCell(random, values, event, drawValue),
  };
}

function falsifyCell(random: RandomNumber, values: number, event: HistoryEvent, drawValue: DrawValue): HistoryEvent | undefined {
  if (event.type === 'ok' && (event.f === 'read' || event.f === 'get')) {
    return { ...event, value: random() < 0.2 ? `${event.value}a` : drawValue(random, values) };
  }
  if (event.f === 'cas' && event.type === 'fail') {
    return random() < 0.5 ? { ...event, seen: drawValue(random, values) } : { ...event, error: 'refused' };
  }
  return event.f === 'cas' && event.type === 'ok' ? { ...event, type: 'fail' } : undefined;
}

function failedCas(random: RandomNumber, value: unknown, met: unknown): Done {
  const told = random() < 0.5 ? { seen: met } : {};
  return { type: 'fail', value, ...(random() < 0.5 ? { error: 'precondition-failed' } : {}), ...told };
}

function sameText(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string => JSON.stringify(value, value !== null && typeof value === 'object' ? ['x', 'y'] : null);
  return text(a) === text(b);
}

interface VersionedState {
  readonly version: number;
  readonly value: unknown;
}

export const versionedRegister: SimulatedObject = {
  start: (init): VersionedState => ({ version: 0, value: init }),
  draw: casRegister.draw,
  apply(random, state, asked: Asked) {
    const { version, value } = state as VersionedState;
    const shown = [random() < 0.2 ? null : version, value];
    if (asked.f === 'read') return { state, done: { type: 'ok', value: version === 0 && value === null ? null : shown } };
    const [expected, next] = asked.f === 'cas' ? (asked.value as [unknown, unknown]) : [value, asked.value];
    if (expected !== value) return { state, done: failedCas(random, asked.value, shown) };
    const told = random() < 0.5 ? [version + 1, next] : random() < 0.5 ? asked.value : null;
    return { state: { version: version + 1, value: next }, done: { type: 'ok', value: told } };
  },
  falsify(random, values, event) {
    const versions = [null, 0, 1, 2, 3, 4];
    if (event.type === 'ok' && event.f === 'read') {
      const [version, value] = (event.value ?? [0, null]) as [number | null, unknown];
      const shown = random() < 0.5 ? [pick(random, versions), value] : [version, below(random, values)];
      return { ...event, value: shown };
    }
    if (event.f === 'cas' && event.type === 'fail') {
      const seen = [pick(random, versions), below(random, values)];
      return random() < 0.5 ? { ...event, seen } : { ...event, error: 'refused' };
    }
    if (event.f === 'write' && event.type === 'ok') {
      const written = Array.isArray(event.value) ? event.value[1] : event.value;
      return written === null ? undefined : { ...event, value: [pick(random, versions), written] };
    }
    return event.f === 'cas' && event.type === 'ok' ? { ...event, type: 'fail' } : undefined;
  },
};
