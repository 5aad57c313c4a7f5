/** Sets with removes against every order tried one by one, and against the search. `FUZZ_ROUNDS` and `FUZZ_SEED` as in the other fuzz tests. */
import { expect, test } from 'vitest';
import { type HistoryEvent, type Partition, partition } from '../history.ts';
import { withKernel } from '../kernel.ts';
import type { Model } from '../model.ts';
import { set } from '../models/index.ts';
import { withInit } from '../models/options.ts';
import { search } from '../search.ts';
import { isLinearizable } from '../testing/brute-force.ts';
import { flawOfDecision } from '../testing/flaw-of-decision.ts';
import { below, pick, type RandomNumber, randomFrom } from '../testing/random-number.ts';
import { type UniqueSetShape, uniqueSetHistory } from '../testing/unique-set-history.ts';
import { decide } from './index.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const memoryBytes = 2 ** 30;

test('short histories agree with every order tried one by one', () => {
  const random = randomFrom(seed * 12_582_917);
  const counts = { unique: 0, all: 0, decided: 0, invalid: 0 };
  for (let i = 0; i < 24_000 * rounds; i += 1) {
    const shape = drawShape(random, 3 + below(random, 6));
    const history = uniqueSetHistory(random, shape);
    const init = shape.init ?? null;
    const model = withInit(set as Model, init);
    const part = partition(model, history)[0];
    if (part === undefined) continue;
    counts.all += 1;
    if (shape.repeated === 0) counts.unique += 1;
    const decision = decide(model, part, memoryBytes);
    if (decision === undefined) continue;
    if (shape.repeated === 0) counts.decided += 1;
    const told = JSON.stringify({ init, history });
    const expected = isLinearizable('set', history, { init }) ? 'valid' : 'invalid';
    if (decision.verdict !== expected) expect.fail(`expected ${expected}, got ${decision.verdict}: ${told}`);
    if (decision.verdict === 'valid') continue;
    counts.invalid += 1;
    const flaw = flawOfDecision('set', model, init, history, part, decision);
    if (flaw !== undefined) expect.fail(`${flaw}: ${told}`);
  }
  expect(counts.decided).toBeGreaterThan(0.97 * counts.unique);
  expect(counts.invalid).toBeGreaterThan(0.1 * counts.all);
});

test('longer histories agree with the search', () => {
  const random = randomFrom(seed * 786_433);
  const counts = { decided: 0, invalid: 0, searched: 0 };
  for (let i = 0; i < 1000 * rounds; i += 1) {
    const shape = drawShape(random, 15 + below(random, 40));
    const history = uniqueSetHistory(random, { ...shape, repeated: 0, unknown: shape.unknown / 8 });
    const model = withInit(set as Model, shape.init ?? null);
    const part = partition(model, history)[0] as Partition;
    const decision = decide(model, part, memoryBytes);
    if (decision === undefined) continue;
    counts.decided += 1;
    const told = JSON.stringify({ init: shape.init, history });
    const limits = { deadline: performance.now() + 60_000, memoryBytes, configurations: 50_000, joinStates: true };
    const found = withKernel((hosted) => search(hosted, model, part, limits));
    if (decision.verdict === 'invalid') counts.invalid += 1;
    if (found.verdict === 'unknown') continue;
    counts.searched += 1;
    if (found.verdict !== decision.verdict) expect.fail(`the search says ${found.verdict}, tier 1 ${decision.verdict}: ${told}`);
    if (found.verdict === 'invalid' && decision.verdict === 'invalid') expect(decision.at, told).toBe(found.at);
  }
  expect(counts.decided).toBeGreaterThan(800 * rounds);
  expect(counts.invalid).toBeGreaterThan(100 * rounds);
  expect(counts.searched).toBeGreaterThan(700 * rounds);
});

test('an element that is back after it was removed, or missing before, is told by the few operations that show it', () => {
  const conflict = (...events: HistoryEvent[]): unknown => {
    const decision = decide(set as Model, partition(set, events)[0] as Partition, memoryBytes);
    return decision?.verdict === 'invalid' ? decision.conflict : decision;
  };
  const call = (process: number, f: string, value: unknown): HistoryEvent[] => [
    { process, type: 'invoke', f, value: f === 'read' ? null : value },
    { process, type: 'ok', f, value },
  ];
  const others = [...call(1, 'add', 8), ...call(1, 'remove', 8)];
  expect(conflict(...others, ...call(0, 'add', 7), ...call(0, 'remove', 7), ...call(0, 'read', [7]))).toEqual({
    kind: 'reappeared',
    events: [4, 6, 8],
  });
  expect(conflict(...others, ...call(0, 'add', 7), ...call(0, 'read', []), ...call(0, 'remove', 7))).toEqual({
    kind: 'missing',
    events: [4, 6],
  });
  expect(conflict(...others, ...call(0, 'read', [9]))).toEqual({ kind: 'never-written', events: [4] });
});

test('more pairs of an element and a read than it takes on are left to the search', () => {
  const events: HistoryEvent[] = [];
  const call = (f: string, value: unknown): void => {
    events.push({ process: 0, type: 'invoke', f, value: f === 'read' ? null : value }, { process: 0, type: 'ok', f, value });
  };
  for (let element = 0; element < 2100; element += 1) {
    call('add', element);
    call('remove', element);
    if (element > 0) call('read', []);
  }
  const decided = (until: number): unknown => decide(set as Model, partition(set, events.slice(0, until))[0] as Partition, memoryBytes);
  expect(decided(600)).toEqual({ verdict: 'valid' });
  expect(decided(events.length)).toBe(undefined);
});

function drawShape(random: RandomNumber, operations: number): UniqueSetShape {
  const init = random() < 0.7 ? undefined : pick(random, [[], [1001], [1002, 1003]]);
  return {
    operations,
    processes: 2 + below(random, 4),
    adds: pick(random, [0.3, 0.4]),
    removes: pick(random, [0.2, 0.3]),
    unknown: pick(random, [0, 0, 0.1, 0.3]),
    repeated: random() < 0.8 ? 0 : 0.2,
    lies: below(random, 4),
    ...(init === undefined ? {} : { init }),
  };
}
