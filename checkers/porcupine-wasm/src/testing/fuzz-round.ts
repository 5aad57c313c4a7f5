import { check } from '../check.ts';
import type { Evidence } from '../evidence.ts';
import type { HistoryEvent } from '../history.ts';
import type { Model } from '../model.ts';
import { models } from '../models/index.ts';
import { type FailedCas, withFailedCas, withInit } from '../models/options.ts';
import { type BruteForceOptions, isLinearizable, type ModelName } from './brute-force.ts';
import { randomHistory } from './random-history.ts';
import { below, pick, type RandomNumber, randomFrom } from './random-number.ts';

/** A wrong answer, with what it takes to see it again. */
export class FuzzError extends Error {
  override readonly name: string = 'FuzzError';

  constructor(model: ModelName, seed: number, message: string, history: readonly HistoryEvent[], of = '') {
    super(`${message}\n  again: npm run fuzz -- ${of}--model ${model} --seed ${seed} --histories 1\n  ${JSON.stringify(history)}`);
  }
}

/** One random history of at most eight operations, judged by the package and by every order; throws FuzzError where they differ. */
export function fuzzRound(name: ModelName, seed: number): 'valid' | 'invalid' {
  const random = randomFrom(seed);
  const options = drawOptions(random, name);
  const history = drawHistory(random, name, options.init);
  const wrong = (message: string): never => {
    throw new FuzzError(name, seed, `${message}, with ${JSON.stringify(options)}`, history);
  };
  const expected = isLinearizable(name, history, options) ? 'valid' : 'invalid';
  const result = check(modelOf(name, options), history);
  if (result.verdict !== expected) wrong(`expected ${expected}, got ${result.verdict}`);
  if (expected === 'valid') return expected;
  const evidence = result.partitions[0]?.evidence;
  if (evidence === undefined) return wrong('invalid without evidence');
  // The event blamed is the first: up to the one before there is an order, with it there is none.
  const tooEarly = isLinearizable(name, history, { ...options, until: evidence.event + 1 });
  if (tooEarly || !isLinearizable(name, history, { ...options, until: evidence.event })) wrong(`blames event ${evidence.event}`);
  const flaw = flawOf(history, evidence);
  if (flaw !== undefined) wrong(flaw);
  return expected;
}

export function modelOf(name: ModelName, { init, failedCas }: BruteForceOptions): Model {
  const model = withFailedCas(models[name] as Model, failedCas ?? 'by-error');
  return init === undefined ? model : withInit(model, init);
}

const failedCasReadings: readonly FailedCas[] = ['by-error', 'by-error', 'observe', 'ignore'];

export function drawOptions(random: RandomNumber, name: ModelName): { init: unknown; failedCas: FailedCas } {
  return { init: random() < 0.6 ? null : drawInit(random, name), failedCas: pick(random, failedCasReadings) };
}

function drawInit(random: RandomNumber, name: ModelName): unknown {
  switch (name) {
    case 'set':
      return pick(random, [[], [1], [0, 2]]);
    case 'queue':
    case 'stack':
    case 'priority-queue':
    case 'log':
      return pick(random, [[], [1], [0, 2], [2, 0, 0]]);
    case 'multi-register':
      return pick(random, [{}, { x: 0 }, { y: 1, 1: 0 }]);
    case 'kv':
      return pick(random, ['', 'a', 0]);
    default:
      return below(random, 3);
  }
}

export function drawHistory(random: RandomNumber, model: ModelName, init: unknown): HistoryEvent[] {
  const history = randomHistory(random, {
    model,
    init,
    ...(model === 'multi-register' || random() < 0.2 ? { key: 'x' } : {}),
    operations: 3 + below(random, 6),
    processes: 2 + below(random, 3),
    unknown: pick(random, [0, 0.15, 0.4]),
    // Few, so that they repeat, or enough for most to be unique: both tiers have their share.
    values: random() < 0.6 ? 2 + below(random, 4) : 9 + below(random, 10),
    lies: random() < 0.2 ? 0 : 1 + below(random, 3),
  });
  return history;
}

/** What the evidence calls an order is one: it holds all that completed, no operation before one that ended earlier, and nothing that came later. */
function flawOf(history: readonly HistoryEvent[], { order, event, states, open }: Evidence): string | undefined {
  for (let i = 0; i < order.length; i += 1) {
    for (let j = i + 1; j < order.length; j += 1) {
      const ended = order[j]?.unknown === true ? null : order[j]?.complete;
      if (ended !== null && ended !== undefined && ended < (order[i]?.invoke ?? 0)) return 'the order breaks time';
    }
  }
  const completed = history.filter(({ type }, i) => i < event && type === 'ok').length;
  const ordered = order.filter(({ complete, unknown }) => !unknown && complete !== null && complete < event).length;
  if (ordered < completed) return 'the order leaves out what completed';
  const held = new Set(order.map(({ invoke }) => invoke));
  if (open.some((call) => call.ordered !== held.has(call.invoke))) return 'open and order disagree';
  return order.some(({ invoke }) => invoke >= event) || states.length === 0 ? `evidence reaches past event ${event}` : undefined;
}
