import type { ClientEvent, FaultReport, HistoryEvent, Json, RunFigures, RunSummary } from '../../core/index.ts';

/** A history told in milliseconds, an event a call. */
export class TestHistory {
  readonly events: HistoryEvent[] = [];
  #process = 0;

  phase(atMs: number, name: string): this {
    return this.#nemesis(atMs, 'phase', { name });
  }

  fault(id: string, fromMs: number, toMs: number): this {
    this.#nemesis(fromMs, 'fault-begin', { id, kind: 'kill', target: ['n1'] });
    return this.#nemesis(toMs, 'fault-end', { id, state: 'in-force' });
  }

  /** Recorded when it is over, as the harness does. */
  lag(fromMs: number, toMs: number): this {
    return this.#nemesis(toMs, 'lag', { fromMs, toMs });
  }

  /** Without an end it was never answered. */
  operation(f: 'get' | 'put' | 'cas', fromMs: number, toMs?: number, type: 'ok' | 'fail' | 'info' = 'ok', error?: string): this {
    const process = this.#process;
    this.#process += 1;
    const client = (atMs: number, kind: ClientEvent['type']): ClientEvent => ({
      index: 0,
      time: atMs * 1e6,
      process,
      type: kind,
      f,
      key: 'k',
      value: null,
      ...(kind === 'invoke' || error === undefined ? {} : { error }),
    });
    this.events.push(client(fromMs, 'invoke'), ...(toMs === undefined ? [] : [client(toMs, type)]));
    return this;
  }

  /** In the order of time, as a file has it. */
  sorted(): HistoryEvent[] {
    return [...this.events].sort((a, b) => a.time - b.time).map((event, index) => ({ ...event, index }));
  }

  #nemesis(atMs: number, f: 'phase' | 'fault-begin' | 'fault-end' | 'lag', value: Json): this {
    this.events.push({ index: 0, time: atMs * 1e6, process: 'nemesis', type: 'info', f, value });
    return this;
  }
}

export function faultReport(id: string, state: FaultReport['state'] = 'in-force'): FaultReport {
  return { id, kind: 'kill', target: ['n1'], state };
}

export const goodFigures: RunFigures = {
  okCount: 1000,
  duringFaults: { answered: 96, asked: 100 },
  p99Ms: 200,
  recovery: { longestMs: 300, count: 3, cutShort: { longestMs: null, count: 0 } },
  rules: ['election-safety', 'log-matching'],
  lag: { ms: 0, operations: 0 },
};

export function runOf(plan: string, seed: number, more: Partial<RunSummary> = {}): RunSummary {
  return {
    plan,
    seed,
    outcome: 'pass',
    checkers: { linearizability: { verdict: 'valid' } },
    ops: { ok: 1000, fail: 0, info: 0 },
    faults: [faultReport('f1'), faultReport('f2')],
    reproduce: `npx faultline run --seed ${seed}`,
    figures: goodFigures,
    ...more,
  };
}

export function violationOf(plan: string, seed: number, ...by: string[]): RunSummary {
  return runOf(plan, seed, {
    outcome: 'violation',
    checkers: Object.fromEntries(by.map((name) => [name, { verdict: 'invalid' as const }])),
  });
}
