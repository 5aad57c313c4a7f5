import { HistoryError } from 'porcupine-wasm';
import type { About, CheckContext, Checker, CheckerResult, CheckerSession, ClientEvent, HistoryEvent, Plan } from '../../src/core/index.ts';
import { isClientEvent, type Json } from '../../src/core/index.ts';
import { type HistoryCheckOptions, type Judgement, judge, modelNamed, modelNames } from './check-history.ts';
import { smallestProofs } from './minimum.ts';

const about: About = {
  property:
    "Every operation seems to take effect at one moment between its call and its answer, so that all clients together saw what one client alone might have seen. It is judged from the clients' history alone, key by key, against the sequential model of the workload.",
  broken: 'A stale read, a lost write, a write applied twice, a value that nobody wrote.',
  cannotSee:
    'What no client observed: a lost write that nobody read is no violation here. Anomalies between keys. A key with many clients at once and many unknown outcomes can spend the budget; the verdict is then `unknown`, and says so.',
  from: 'Herlihy and Wing, "Linearizability" (1990); Wing and Gong (1993) and Lowe (2017) for the search; Gibbons and Korach (1997) for histories in which every value is written once.',
};

/** What a millisecond of budget is worth where time must not be looked at. */
const CONFIGURATIONS_PER_MS = 1000;
/** Keys that the result lists with their verdicts. */
const listedKeysLimit = 1000;

export const linearizability: Checker = {
  name: 'linearizability',
  description: 'Every operation takes effect at one moment between its call and its answer, as the model says.',
  about,
  open(context: CheckContext): CheckerSession {
    const events: ClientEvent[] = [];
    return {
      history(event: HistoryEvent): void {
        if (isClientEvent(event)) events.push(event);
      },
      trace(): void {},
      finish: () => finish(context, events),
    };
  },
};

function finish({ model, plan, found }: CheckContext, events: readonly ClientEvent[]): CheckerResult {
  const known = modelNamed(model);
  if (known === undefined) return unknown(`there is no model '${model}'; the models are ${modelNames.join(', ')}`);
  if (events.length === 0) return unknown('no client operation was recorded, so there is nothing to judge');
  try {
    const judgement = judge(known, events, budgetOf(plan), (result) => smallestProofs(known, events, result, plan));
    for (const finding of judgement.findings) found(finding);
    return asResult(judgement, events);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    return unknown(`the history cannot be judged: ${error.message}`);
  }
}

/** A budget in time would decide differently on a slow machine, and a simulated run must come out the same on every one. */
function budgetOf({ limits, world }: Plan): HistoryCheckOptions {
  const { checkerBudgetMs, checkerMemoryBytes } = limits;
  if (world === 'local') return { budgetMs: checkerBudgetMs, memoryBytes: checkerMemoryBytes };
  return { budgetMs: Number.POSITIVE_INFINITY, configurations: checkerBudgetMs * CONFIGURATIONS_PER_MS, memoryBytes: checkerMemoryBytes };
}

function asResult({ verdict, reason, findings, counts, partitions }: Judgement, events: readonly ClientEvent[]): CheckerResult {
  if (verdict === 'valid' && !events.some(({ type }) => type === 'ok')) {
    return { ...unknown('no operation was answered `ok`, so nothing was observed'), counts };
  }
  const data: Json = { keys: partitions.slice(0, listedKeysLimit), keysOmitted: Math.max(0, partitions.length - listedKeysLimit) };
  return { verdict, ...(reason === undefined ? {} : { reason }), findings, counts, data };
}

function unknown(reason: string): CheckerResult {
  return { verdict: 'unknown', reason, findings: [] };
}
