import { expect, test } from 'vitest';
import { check } from './check.ts';
import type { HistoryEvent } from './history.ts';
import { kv, models } from './models/index.ts';
import { isLinearizable } from './testing/brute-force.ts';
import { randomFrom, randomHistory } from './testing/random-history.ts';
import { twin } from './testing/twin.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? 1);
const rounds = Number(process.env['FUZZ_ROUNDS'] ?? 1);

test.each(['cas-register', 'kv'] as const)('%s: the twin agrees with every order tried one by one', (model) => {
  const random = randomFrom(seed * 7919);
  for (let i = 0; i < 2000 * rounds; i += 1) {
    const history = randomHistory(random, { model, operations: 6, processes: 3, unknown: 0.2, values: 3, lies: i % 3 });
    const said = twin(models[model] ?? kv, history).get('') ?? 'valid';
    if ((said === 'valid') !== isLinearizable(model, history)) expect.fail(`the twin says ${said}: ${JSON.stringify(history)}`);
  }
});

test.each(['cas-register', 'kv'] as const)('%s: the search agrees with the twin on histories of some length', (model) => {
  const random = randomFrom(seed * 104_729);
  let invalid = 0;
  for (let i = 0; i < 1500 * rounds; i += 1) {
    const operations = 10 + Math.floor(random() * 20);
    const processes = 2 + Math.floor(random() * 4);
    const values = 1 + Math.floor(random() * 4);
    const unknown = random() < 0.5 ? 0.02 : 0.12;
    const history = strings(model, i, randomHistory(random, { model, operations, processes, unknown, values, lies: i % 3 }));
    const said = twin(models[model] ?? kv, history).get('') ?? 'valid';
    const result = check(models[model] ?? kv, history);
    const found = result.verdict === 'invalid' ? result.partitions[0]?.evidence?.event : result.verdict;
    if (found !== said) expect.fail(`expected ${said}, got ${found}: ${JSON.stringify(history)}`);
    if (said !== 'valid') invalid += 1;
  }
  expect(invalid).toBeGreaterThan(100 * rounds);
});

/** Half of the histories hold nothing but strings and null: there appends are possible in every state. */
function strings(model: string, i: number, history: readonly HistoryEvent[]): HistoryEvent[] {
  if (model !== 'kv' || i % 2 === 0) return [...history];
  const text = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(text) : typeof value === 'string' || value === null ? value : 'b';
  return history.map((event) => {
    const told = 'seen' in event ? { seen: text(event.seen) } : {};
    return { ...event, ...(event.value === undefined ? {} : { value: text(event.value) }), ...told };
  });
}
