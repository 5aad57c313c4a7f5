/** Tier 1 against every order tried one by one, its plain twin, and the search. `FUZZ_ROUNDS` and `FUZZ_SEED` as in the other fuzz tests. */
import { expect, test } from 'vitest';
import { check } from '../check.ts';
import { type HistoryEvent, type Partition, partition } from '../history.ts';
import type { Model } from '../model.ts';
import { casRegister, kv, register } from '../models/index.ts';
import { isLinearizable } from '../testing/brute-force.ts';
import { type RandomNumber, randomFrom } from '../testing/random-history.ts';
import { type UniqueShape, uniqueHistory } from '../testing/unique-history.ts';
import { zonesAgree } from '../testing/zones-twin.ts';
import { assemble } from './assemble.ts';
import { type Decision, decide } from './index.ts';
import { readCell } from './read-cell.ts';
import { neverReturns } from './zones.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const memoryBytes = 2 ** 30;

interface Kind {
  readonly model: Model;
  readonly specification: 'kv' | 'cas-register';
  readonly mix: readonly string[];
}

const kinds: Readonly<Record<string, Kind>> = {
  register: { model: register, specification: 'cas-register', mix: ['read', 'write'] },
  'cas-register': { model: casRegister, specification: 'cas-register', mix: ['read', 'read', 'write', 'cas', 'cas', 'cas'] },
  'kv of values': { model: kv, specification: 'kv', mix: ['get', 'get', 'get', 'get', 'put', 'put', 'cas', 'cas', 'cas', 'delete'] },
  'kv of texts': { model: kv, specification: 'kv', mix: ['get', 'get', 'get', 'append', 'append', 'put'] },
};

test.each(Object.entries(kinds))('%s: short histories agree with every order tried one by one', (_, kind) => {
  const random = randomFrom(seed * 7919);
  const counts = { applies: 0, invalid: 0, all: 0 };
  for (let i = 0; i < 12_000 * rounds; i += 1) {
    const history = uniqueHistory(random, drawShape(random, kind.mix, 3 + Math.floor(random() * 6), i % 8 === 0 ? 0.3 : 0));
    const part = partition(kind.model, history)[0];
    if (part === undefined) continue;
    counts.all += 1;
    const expected = isLinearizable(kind.specification, history) ? 'valid' : 'invalid';
    const checked = check(kind.model, history).verdict;
    if (checked !== expected) expect.fail(`expected ${expected}, got ${checked}: ${JSON.stringify(history)}`);
    const decision = decide(kind.model, part, memoryBytes);
    if (decision === undefined) continue;
    counts.applies += 1;
    if (decision.verdict !== expected) expect.fail(`tier 1: expected ${expected}, got ${decision.verdict}: ${JSON.stringify(history)}`);
    if (decision.verdict === 'invalid') counts.invalid += 1;
    expectLikeTwin(kind.model, part, decision, history);
    expectLikeSearch(kind.model, history, decision, part);
  }
  expect(counts.applies).toBeGreaterThan(0.5 * counts.all);
  expect(counts.invalid).toBeGreaterThan(0.05 * counts.applies);
});

test.each(Object.entries(kinds))('%s: longer histories agree with the twin and with the search', (_, kind) => {
  const random = randomFrom(seed * 104_729);
  let invalid = 0;
  for (let i = 0; i < 1_000 * rounds; i += 1) {
    // Many deletes leave little to tier 1.
    const mix = kind.mix.filter((f) => f !== 'delete' || i % 10 === 0);
    const history = uniqueHistory(random, {
      ...drawShape(random, mix, 20 + Math.floor(random() * 60), 0),
      processes: 4,
      unknown: 0.05,
    });
    const part = partition(kind.model, history)[0] as Partition;
    const decision = decide(kind.model, part, memoryBytes);
    if (decision === undefined) continue;
    if (decision.verdict === 'invalid') invalid += 1;
    expectLikeTwin(kind.model, part, decision, history);
    expectLikeSearch(kind.model, history, decision, part);
  }
  expect(invalid).toBeGreaterThan(100 * rounds);
});

function drawShape(random: RandomNumber, mix: readonly string[], operations: number, repeated: number): UniqueShape {
  const unknown = random() < 0.5 ? 0.1 : 0.35;
  return { operations, processes: 2 + Math.floor(random() * 3), mix, unknown, repeated, lies: Math.floor(random() * 4) };
}

function expectLikeTwin(model: Model, part: Partition, decision: Decision, history: readonly HistoryEvent[]): void {
  const cell = readCell(model, part);
  if (cell === undefined) return expect.fail('unreachable');
  const column = (): Int32Array => new Int32Array(part.candidates.length);
  const operations = { invokes: column(), returns: column(), values: column(), origins: column() };
  const count = assemble(cell, part.events.length, operations, column());
  const agrees = typeof count === 'number' && zonesAgree(operations, count, cell.valueCount);
  if (agrees !== (decision.verdict === 'valid')) expect.fail(`the twin disagrees: ${JSON.stringify(history)}`);
}

/** The search alone blames the same event, and the order that tier 1 gives is one: legal, in time, and with all that had returned. */
function expectLikeSearch(model: Model, history: readonly HistoryEvent[], decision: Decision, part: Partition): void {
  const { effect: _, ...withoutEffects } = model;
  const searched = check(withoutEffects, history, { configurations: 100_000 });
  if (searched.verdict === 'unknown') return;
  const told = JSON.stringify(history);
  if (searched.verdict !== decision.verdict) expect.fail(`the search says ${searched.verdict}: ${told}`);
  if (decision.verdict === 'valid') return;
  const event = part.events[decision.at]?.event;
  if (searched.partitions[0]?.evidence?.event !== event) expect.fail(`tier 1 blames event ${event}: ${told}`);
  let state: unknown = model.init;
  let latest = -1;
  for (const index of decision.order) {
    const candidate = part.candidates[index] as Partition['candidates'][number];
    state = model.step(state, candidate.operation);
    const complete = candidate.unknown ? neverReturns : (candidate.complete ?? neverReturns);
    if (state === undefined || complete < latest) expect.fail(`tier 1 gives an order that is none: ${told}`);
    latest = Math.max(latest, candidate.invoke);
  }
  const ordered = new Set(decision.order);
  const returned = part.events.slice(0, decision.at).filter(({ isReturn }) => isReturn);
  if (!returned.every(({ candidate }) => ordered.has(candidate))) expect.fail(`tier 1 leaves out what had returned: ${told}`);
}
