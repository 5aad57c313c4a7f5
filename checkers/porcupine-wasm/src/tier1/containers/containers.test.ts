/** Containers against every order tried one by one, and against the search. `FUZZ_ROUNDS` and `FUZZ_SEED` as in the other fuzz tests. */
import { expect, test } from 'vitest';
import { type Partition, partition } from '../../history.ts';
import { withKernel } from '../../kernel.ts';
import type { Model } from '../../model.ts';
import { models } from '../../models/index.ts';
import { withInit } from '../../models/options.ts';
import { search } from '../../search.ts';
import { isLinearizable } from '../../testing/brute-force.ts';
import { compact } from '../../testing/compact.ts';
import { type ContainerShape, containerHistory } from '../../testing/container-history.ts';
import { flawOfDecision, flawOfOrder } from '../../testing/flaw-of-decision.ts';
import { below, pick, type RandomNumber, randomFrom } from '../../testing/random-number.ts';
import { decide } from '../index.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const memoryBytes = 2 ** 30;
const names = ['queue', 'stack', 'priority-queue'] as const;

test.each(names)('%s: short histories agree with every order tried one by one', (name) => {
  const random = randomFrom(seed * 6_700_417);
  const counts = { all: 0, decided: 0, invalid: 0, surelyDecided: 0, sure: 0 };
  for (let i = 0; i < 16_000 * rounds; i += 1) {
    const shape = drawShape(random, name, 3 + below(random, 6));
    const history = containerHistory(random, shape);
    const model = withInit(models[name] as Model, shape.init ?? null);
    const part = partition(model, history)[0];
    if (part === undefined) continue;
    counts.all += 1;
    // The initial 1 may be put in once more.
    const isUnique = shape.unknown === 0 && shape.repeated === 0 && shape.init?.includes(1) !== true;
    if (isUnique) counts.sure += 1;
    const decision = decide(model, part, memoryBytes);
    if (decision === undefined) continue;
    counts.decided += 1;
    if (isUnique) counts.surelyDecided += 1;
    const init = shape.init ?? null;
    const told = JSON.stringify({ init, history });
    const expected = isLinearizable(name, history, { init }) ? 'valid' : 'invalid';
    if (decision.verdict !== expected) expect.fail(`expected ${expected}, got ${decision.verdict}: ${told}`);
    if (decision.verdict === 'valid') continue;
    counts.invalid += 1;
    const flaw = flawOfDecision(name, model, init, history, part, decision);
    if (flaw !== undefined) expect.fail(`${flaw}: ${told}`);
  }
  expect(counts.surelyDecided).toBe(counts.sure);
  expect(counts.decided).toBeGreaterThan(0.8 * counts.all);
  expect(counts.invalid).toBeGreaterThan(0.1 * counts.all);
});

test.each(names)('%s: longer histories agree with the search', (name) => {
  const random = randomFrom(seed * 65_537);
  const counts = { decided: 0, invalid: 0, searched: 0 };
  for (let i = 0; i < 600 * rounds; i += 1) {
    const shape = drawShape(random, name, 15 + below(random, 40));
    const history = containerHistory(random, { ...shape, repeated: 0, unknown: shape.unknown / 8 });
    const model = withInit(models[name] as Model, shape.init ?? null);
    const part = partition(model, history)[0];
    const decision = part === undefined ? undefined : decide(model, part, memoryBytes);
    if (part === undefined || decision === undefined) continue;
    counts.decided += 1;
    const told = JSON.stringify({ init: shape.init, history });
    const limits = { deadline: performance.now() + 60_000, memoryBytes, configurations: 50_000, joinStates: true };
    const found = withKernel((hosted) => search(hosted, model, part, limits));
    if (decision.verdict === 'invalid') {
      counts.invalid += 1;
      const flaw = flawOfOrder(model, part, decision);
      if (flaw !== undefined) expect.fail(`${flaw}: ${told}`);
    }
    if (found.verdict === 'unknown') continue;
    counts.searched += 1;
    if (found.verdict !== decision.verdict) expect.fail(`the search says ${found.verdict}, tier 1 ${decision.verdict}: ${told}`);
    if (found.verdict === 'invalid' && decision.verdict === 'invalid') expect(decision.at, told).toBe(found.at);
  }
  expect(counts.decided).toBeGreaterThan(400 * rounds);
  expect(counts.invalid).toBeGreaterThan(60 * rounds);
  expect(counts.searched).toBeGreaterThan(300 * rounds);
});

test.each(names)('%s: where memory is too small, or an element that was taken repeats, it is left to the search', (name) => {
  const history = containerHistory(randomFrom(1), {
    model: name,
    operations: 50,
    processes: 3,
    puts: 0.5,
    unknown: 0,
    repeated: 0,
    lies: 0,
  });
  const model = models[name] as Model;
  const part = partition(model, history)[0] as Partition;
  expect(decide(model, part, memoryBytes)).toEqual({ verdict: 'valid' });
  expect(decide(model, part, 10_000)).toBe(undefined);
  const taken = history.find(({ type, f, value }) => type === 'ok' && (f === 'dequeue' || f === 'pop') && value !== null)?.value;
  const again = { process: 99, f: name === 'stack' ? 'push' : 'enqueue', value: taken };
  const repeated = partition(model, [...history, { ...again, type: 'invoke' }, { ...again, type: 'ok' }])[0] as Partition;
  expect(decide(model, repeated, memoryBytes)).toBe(undefined);
});

test('what contradicts each other is named, and an initial element has no operation', () => {
  const told = (name: (typeof names)[number], init: unknown, text: string): unknown => {
    const decision = decide(
      withInit(models[name] as Model, init),
      partition(models[name] as Model, compact(text))[0] as Partition,
      memoryBytes,
    );
    return decision?.verdict === 'invalid' ? decision.conflict : decision;
  };
  const inTurn = '0 enqueue x 1\n0 ok\n0 enqueue x 2\n0 ok\n0 dequeue x\n0 ok';
  expect(told('queue', null, `${inTurn} 2`)).toEqual({ kind: 'overtaken', events: [0, 2, 4] });
  expect(told('queue', [7], `${inTurn} 1`)).toEqual({ kind: 'overtaken', events: [-2, 0, 4] });
  expect(told('queue', null, `${inTurn} null`)).toEqual({ kind: 'never-empty', events: [4, 0] });
  expect(told('queue', null, `${inTurn} 3`)).toEqual({ kind: 'never-written', events: [4] });
  expect(told('queue', null, `${inTurn} 1\n0 dequeue x\n0 ok 1`)).toEqual({ kind: 'taken-twice', events: [4, 6] });
  expect(told('queue', null, '0 dequeue x\n0 ok 1\n0 enqueue x 1\n0 ok')).toEqual({ kind: 'never-written', events: [0] });
  expect(told('priority-queue', [1], `0 enqueue x 2\n0 ok\n0 dequeue x\n0 ok 2`)).toEqual({ kind: 'overtaken', events: [0, 2, -2] });
  expect(told('stack', null, '0 push x 1\n0 ok\n0 push x 2\n0 ok\n0 pop x\n0 ok 1')).toEqual({ kind: 'overtaken', events: [0, 4, 2] });
});

function drawShape(random: RandomNumber, model: ContainerShape['model'], operations: number): ContainerShape {
  const init = random() < 0.7 ? undefined : pick(random, [[], [1001], [1002, 1003], [1, 0, 1004]]);
  return {
    model,
    operations,
    processes: 2 + below(random, 4),
    puts: pick(random, [0.4, 0.5, 0.6]),
    unknown: pick(random, [0, 0, 0.1, 0.3]),
    repeated: random() < 0.8 ? 0 : 0.2,
    lies: below(random, 4),
    ...(init === undefined ? {} : { init }),
  };
}
