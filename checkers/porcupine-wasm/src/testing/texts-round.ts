import { check } from '../check.ts';
import type { HistoryEvent } from '../history.ts';
import { kv } from '../models/index.ts';
import { isLinearizable } from './brute-force.ts';
import { FuzzError } from './fuzz-round.ts';
import { below, pick, type RandomNumber, randomFrom } from './random-number.ts';

/**
 * A key that holds nothing but texts, where an append is possible in every state: it may be done with where it changes nothing that
 * anybody sees, and come after a put all the same. Judged by the package and by every order, the event blamed too; throws FuzzError
 * where they differ.
 */
export function textsRound(seed: number): 'valid' | 'invalid' {
  const history = historyOfTexts(randomFrom(seed));
  const wrong = (message: string): never => {
    throw new FuzzError('kv', seed, `${message} (a history of texts)`, history);
  };
  const expected = isLinearizable('kv', history, {}) ? 'valid' : 'invalid';
  const { verdict, partitions } = check(kv, history);
  if (verdict !== expected) wrong(`expected ${expected}, got ${verdict}`);
  const event = partitions[0]?.evidence?.event;
  if (event === undefined) return expected;
  const tooEarly = isLinearizable('kv', history, { until: event + 1 });
  if (tooEarly || !isLinearizable('kv', history, { until: event })) wrong(`blames event ${event}`);
  return expected;
}

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
