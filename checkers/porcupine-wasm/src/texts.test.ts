import { expect, test } from 'vitest';
import { check } from './check.ts';
import type { HistoryEvent } from './history.ts';
import { kv } from './models/index.ts';
import { isLinearizable } from './testing/brute-force.ts';
import { below, pick, type RandomNumber, randomFrom } from './testing/random-number.ts';

const historiesTried = 4_000 * Number(process.env['FUZZ_ROUNDS'] ?? 1);

/**
 * Keys that hold nothing but texts, where an append is possible in every state: it may be done with where it changes nothing that
 * anybody sees, and come after a put all the same. Values that are not texts, which other tests draw, rule that out.
 */
test('appends, puts and swaps of texts: every order agrees, and so does the event that is blamed', () => {
  const verdicts = { valid: 0, invalid: 0 };
  for (let seed = 0; seed < historiesTried; seed += 1) {
    const history = historyOfTexts(randomFrom(seed));
    const expected = isLinearizable('kv', history, {}) ? 'valid' : 'invalid';
    const result = check(kv, history);
    verdicts[expected] += 1;
    expect(result.verdict, `seed ${seed}: ${JSON.stringify(history)}`).toBe(expected);
    const event = result.partitions[0]?.evidence?.event;
    if (event === undefined) continue;
    const told = `seed ${seed} blames ${event}: ${JSON.stringify(history)}`;
    expect(isLinearizable('kv', history, { until: event }), told).toBe(true);
    expect(isLinearizable('kv', history, { until: event + 1 }), told).toBe(false);
  }
  expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(historiesTried / 10);
});

type Call = readonly [f: string, value: unknown];

/** A put, then six operations of four clients; what is read comes of the order in which they were drawn, or is a lie. */
function historyOfTexts(random: RandomNumber): HistoryEvent[] {
  let state = 'a';
  const states = [state];
  const done = Array.from({ length: 6 }, (_, i): { call: Call; answer: HistoryEvent } => {
    const [f, value] = drawCall(random, state, i);
    const isOk = f !== 'cas' || (value as readonly string[])[0] === state;
    if (f === 'append') state += value;
    if (f === 'put') state = String(value);
    if (f === 'cas' && isOk) state = String((value as readonly string[])[1]);
    states.push(state);
    const seen = random() < 0.6 ? pick(random, states) : state;
    return { call: [f, value], answer: { process: 0, type: isOk ? 'ok' : 'fail', f, value: f === 'get' ? seen : value } };
  });
  const events: HistoryEvent[] = [
    { process: 0, type: 'invoke', f: 'put', value: 'a' },
    { process: 0, type: 'ok', f: 'put', value: 'a' },
  ];
  const open: { process: number; answer: HistoryEvent }[] = [];
  const idle = [0, 1, 2, 3];
  for (let next = 0; next < done.length || open.length > 0; ) {
    const process = idle[0];
    const begun = done[next];
    if (process !== undefined && begun !== undefined && (open.length === 0 || random() < 0.6)) {
      idle.shift();
      next += 1;
      const [f, value] = begun.call;
      events.push({ process, type: 'invoke', f, value });
      open.push({ process, answer: begun.answer });
      continue;
    }
    const [ended] = open.splice(below(random, open.length), 1);
    if (ended === undefined) continue;
    events.push({ ...ended.answer, process: ended.process });
    idle.push(ended.process);
  }
  return events;
}

function drawCall(random: RandomNumber, state: string, i: number): Call {
  const f = pick(random, ['get', 'put', 'append', 'append', 'cas']);
  if (f === 'get') return [f, null];
  if (f === 'cas') return [f, [random() < 0.8 ? state : 'x', `c${i}`]];
  return [f, f === 'put' ? `p${i}` : `${i}`];
}
