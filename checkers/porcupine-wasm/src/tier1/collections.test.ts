import { expect, test } from 'vitest';
import { check } from '../check.ts';
import { type HistoryEvent, type Partition, partition } from '../history.ts';
import type { Model, Operation } from '../model.ts';
import { type RandomNumber, randomFrom } from '../testing/random-history.ts';
import { type Decision, decide } from './index.ts';
import { neverReturns } from './zones.ts';

const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const seed = Number(process.env['FUZZ_SEED'] ?? 1);
type Elements = readonly number[];

const interpret = (operation: Operation): Operation | undefined =>
  operation.outcome === 'fail' ? undefined : { ...operation, outcome: 'ok' };

/** Specifications of the tests' own. */
const set: Model<Elements> = {
  name: 'set',
  init: [],
  collection: 'set',
  interpret,
  observes: ({ f }) => f === 'read',
  step(state, { f, value }) {
    if (f === 'add') return state.includes(Number(value)) ? state : [...state, Number(value)].sort((a, b) => a - b);
    return `${state}` === `${[...(value as number[])].sort((a, b) => a - b)}` ? state : undefined;
  },
};
/** A dequeue whose answer is unknown takes what is there. */
const queue: Model<Elements> = {
  name: 'queue',
  init: [],
  collection: 'queue',
  interpret: (operation) =>
    operation.outcome === 'unknown' ? { ...operation, value: operation.f === 'dequeue' ? 'any' : operation.value } : interpret(operation),
  step(state, { f, value }) {
    if (f === 'enqueue') return [...state, Number(value)];
    if (value === 'any') return state.slice(1);
    return (state[0] ?? null) === value ? state.slice(1) : undefined;
  },
};

test.each([
  ['set', set, 12_000],
  ['queue', queue, 25_000],
] as const)('%s: decisions agree with every order tried one by one', (_, model, count) => {
  const random = randomFrom(seed * 31);
  const decided = { valid: 0, invalid: 0, left: 0 };
  let invalid = 0;
  for (let i = 0; i < count * rounds; i += 1) {
    const history = randomCollection(random, model.name, 4 + Math.floor(random() * 5), Math.floor(random() * 4));
    const part = partition(model, history)[0] as Partition;
    const expected = explains(model, part, part.events.length) ? 'valid' : 'invalid';
    if (expected === 'invalid') invalid += 1;
    const decision = decide(model, part, 2 ** 30);
    decided[decision?.verdict ?? 'left'] += 1;
    if (decision === undefined) continue;
    const told = JSON.stringify(history);
    if (decision.verdict !== expected) expect.fail(`expected ${expected}, got ${decision.verdict}: ${told}`);
    if (decision.verdict === 'invalid') expectFirst(model, part, decision, told);
    if (i % 10 === 0) expect(check(model, history).verdict, told).toBe(expected);
  }
  expect(decided.valid).toBeGreaterThan(0.2 * count * rounds);
  expect(invalid).toBeGreaterThan(0.1 * count * rounds);
  expect(decided.invalid).toBeGreaterThan(0.1 * count * rounds);
});

/** Up to the event blamed there is an order, and the one given is one; with the event there is none. */
function expectFirst(model: Model<Elements>, part: Partition, { at, order }: Decision & { verdict: 'invalid' }, told: string): void {
  if (!explains(model, part, at) || explains(model, part, at + 1)) expect.fail(`blames event ${at}: ${told}`);
  let state: Elements | undefined = model.init;
  let latest = -1;
  for (const index of order) {
    const candidate = part.candidates[index] as Partition['candidates'][number];
    state = state === undefined ? undefined : model.step(state, candidate.operation);
    if (state === undefined || (candidate.unknown ? neverReturns : (candidate.complete ?? neverReturns)) < latest)
      expect.fail(`no order: ${told}`);
    latest = Math.max(latest, candidate.invoke);
  }
}

/** Tries every order of what the first events show; what is open then may have taken effect, but if so with what it was answered later. */
function explains(model: Model<Elements>, { candidates, events }: Partition, until: number): boolean {
  const invokes = candidates.map((_, i) => events.findIndex(({ candidate, isReturn }) => candidate === i && !isReturn));
  const returns = candidates.map((_, i) =>
    events.findIndex(({ candidate, isReturn }, event) => candidate === i && isReturn && event < until),
  );
  const failed = new Set<string>();
  const place = (state: Elements, done: number): boolean => {
    if (candidates.every((_, i) => (done & (1 << i)) !== 0 || returns[i] === -1)) return true;
    if (failed.has(`${done} ${state}`)) return false;
    for (let i = 0; i < candidates.length; i += 1) {
      const invoke = invokes[i] ?? 0;
      if ((done & (1 << i)) !== 0 || invoke >= until) continue;
      if (returns.some((end, j) => (done & (1 << j)) === 0 && end !== -1 && end < invoke)) continue;
      const next = model.step(state, (candidates[i] as Partition['candidates'][number]).operation);
      if (next !== undefined && place(next, done | (1 << i))) return true;
    }
    failed.add(`${done} ${state}`);
    return false;
  };
  return place(model.init, 0);
}

function randomCollection(random: RandomNumber, kind: string, operations: number, lies: number): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const open = new Map<number, { readonly f: string; value: unknown; done: boolean }>();
  let held: number[] = [];
  let process = 0;
  let fresh = 0;
  const unknown = random() < 0.5 ? 0 : 0.25;
  for (let invoked = 0; invoked < operations || open.size > 0; ) {
    if (invoked < operations && open.size < 3 && random() < 0.5) {
      const puts = random() < 0.5;
      if (puts && random() > 0.05) fresh += 1;
      const f = kind === 'set' ? (puts ? 'add' : 'read') : puts ? 'enqueue' : 'dequeue';
      const call = { f, value: puts ? fresh : null, done: false };
      open.set(process, call);
      events.push({ process, type: 'invoke', f, value: call.value });
      process += 1;
      invoked += 1;
      continue;
    }
    const [who, call] = [...open][Math.floor(random() * open.size)] ?? [];
    if (who === undefined || call === undefined) continue;
    if (random() < unknown) open.delete(who);
    else if (call.done) {
      events.push({ process: who, type: 'ok', f: call.f, value: call.value });
      open.delete(who);
      continue;
    } else if (random() < 0.3) continue;
    if (call.done) continue;
    call.done = true;
    if (call.f === 'add' || call.f === 'enqueue') held = [...held, Number(call.value)];
    else if (call.f === 'read') call.value = [...new Set(held)];
    else {
      call.value = held[0] ?? null;
      held = held.slice(1);
    }
  }
  for (let i = 0; i < lies; i += 1) lie(random, events, fresh);
  return events;
}

function lie(random: RandomNumber, events: HistoryEvent[], fresh: number): void {
  const i = Math.floor(random() * events.length);
  const event = events[i];
  const next = events[i + 1];
  if (event === undefined) return;
  const some = 1 + Math.floor(random() * (fresh + 1));
  if (event.type === 'ok' && event.f === 'read') {
    const seen = event.value as number[];
    events[i] = { ...event, value: seen.includes(some) ? seen.filter((element) => element !== some) : [...seen, some] };
  } else if (event.type === 'ok' && event.f === 'dequeue') {
    events[i] = { ...event, value: random() < 0.4 ? null : some };
  } else if (next !== undefined && next.process !== event.process) {
    events[i] = next;
    events[i + 1] = event;
  }
}
