/** Containers against every order tried one by one, and against the search. `FUZZ_ROUNDS` and `FUZZ_SEED` as in the other fuzz tests. */
import { expect, test } from 'vitest';
import { partition } from '../../history.ts';
import { withKernel } from '../../kernel.ts';
import type { Model } from '../../model.ts';
import { models } from '../../models/index.ts';
import { withInit } from '../../models/options.ts';
import { search } from '../../search.ts';
import { isLinearizable } from '../../testing/brute-force.ts';
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
