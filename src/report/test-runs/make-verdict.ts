import type { CheckerResult, ClientEvent, FaultReport, HistoryEvent, Outcome, Plan, RunVerdict, TraceEvent } from '../../core/index.ts';
import type { Struck } from './world.ts';

interface VerdictInputs {
  readonly outcome: Outcome;
  readonly lengthMs: number;
  readonly stale: readonly ClientEvent[];
  readonly hostile?: string;
}

export function verdictOf(
  plan: Plan,
  history: readonly HistoryEvent[],
  trace: readonly TraceEvent[],
  struck: readonly Struck[],
  { outcome, lengthMs, stale, hostile }: VerdictInputs,
): RunVerdict {
  const results = resultsOf(outcome, history, trace, stale, hostile);
  const ops = { ok: 0, fail: 0, info: 0 };
  for (const { process, type } of history) if (process !== 'nemesis' && type !== 'invoke') ops[type] += 1;
  const faults = struck.map(
    ({ step, target, effect, fromMs, toMs }): FaultReport => ({
      id: step.id,
      kind: step.kind,
      target,
      state: 'in-force',
      effect,
      beganAtMs: fromMs,
      endedAtMs: toMs,
    }),
  );
  return {
    format: 1,
    plan: plan.name,
    build: plan.build,
    startedAt: '2026-11-21T06:37:25.123Z',
    durationMs: lengthMs,
    dir: 'results/smoke/20261121T063725.123Z-7',
    seed: plan.seed,
    outcome,
    checkers: Object.fromEntries(Object.entries(results).map(([name, { verdict }]) => [name, { verdict }])),
    ops,
    faults,
    reproduce: 'npx faultline run smoke --seed 7 --bug stale-read@n2',
    results,
    ...(outcome === 'broken' ? { reason: 'n3 never became ready within 10 s; see logs/n3.log' } : {}),
  };
}

function resultsOf(
  outcome: Outcome,
  history: readonly HistoryEvent[],
  trace: readonly TraceEvent[],
  stale: readonly ClientEvent[],
  hostile: string | undefined,
): Record<string, CheckerResult> {
  const performance: CheckerResult = {
    verdict: 'valid',
    findings: [],
    data: {
      latency: { get: { p50Ms: 1.9, p95Ms: 6.2, p99Ms: 21.4, maxMs: 512 }, put: { p50Ms: 3.1, p95Ms: 8.8, p99Ms: 30.2, maxMs: 618 } },
      okPerSecond: Array.from({ length: 30 }, (_, i) => 190 + (i % 7)),
      availability: { fromMs: 0, toMs: 26_400, longestGap: { fromMs: 10_120, toMs: 11_360, lengthMs: 1240 }, lagMs: 150 },
      faults: [
        { id: 'f1', kind: 'kill', target: ['n5'], ok: 401, longestGap: { fromMs: 5410, toMs: 5450, lengthMs: 40 }, recoveryMs: 12 },
        {
          id: 'f2',
          kind: 'power-cut',
          target: ['n1', 'n3', 'n4'],
          ok: 12,
          longestGap: { fromMs: 10_120, toMs: 11_360, lengthMs: 1240 },
          recoveryMs: 700,
        },
      ],
      okDuringFaults: 2204,
    },
  };
  const rules = {
    'election-safety': 5,
    'log-matching': 18_244,
    'state-machine-safety': 14_930,
    'commit-legality': 2961,
    'vote-durability': 21,
    'append-durability': 11_802,
    monotonic: 40_122,
  };
  if (outcome !== 'violation') {
    const unknown = outcome === 'inconclusive';
    return {
      linearizability: {
        verdict: unknown ? 'unknown' : 'valid',
        findings: [],
        counts: { keys: 24, operations: history.length / 2 },
        ...(unknown ? { reason: 'the memory budget of 256 MB was spent on key k3' } : {}),
      },
      'raft-safety': { verdict: 'valid', findings: [], counts: rules },
      performance,
    };
  }
  // A read that comes after a write, and that write after another.
  const stuck = stale.findLast(({ f }) => f === 'get') ?? stale.at(-1);
  const tail = stale.filter(({ index }) => index <= (stuck?.index ?? 0)).slice(-8);
  const invokeOf = (event: ClientEvent | undefined) =>
    history.findLast((other) => other.process === event?.process && other.index < (event?.index ?? 0))?.index ?? event?.index ?? 0;
  const invokes = tail.map(invokeOf);
  const states = tail.map(({ value, f }) => (f === 'put' ? value : (hostile ?? 'c2.44')));
  const missed = invokeOf(tail.findLast(({ f }) => f === 'put'));
  const wrote = invokeOf(tail.find(({ f }) => f === 'put'));
  const leadOf = (node: string) => {
    const { boot = 1, seq = 1 } = trace.find((event) => event.node === node && event.event === 'lead') ?? {};
    return { node, boot, seq };
  };
  return {
    linearizability: {
      verdict: 'invalid',
      reason: 'one of 24 keys has no legal order',
      counts: { keys: 24, operations: history.length / 2 },
      findings: [
        {
          rule: 'not-linearizable',
          message: `Client 7 read ${hostile ?? 'k3 = "c1.41"'} from n2 at ${((stuck?.time ?? 0) / 1e9).toFixed(2)} s, 310 ms after client 2's write of "c2.44" had been acknowledged by n4. n2 still took itself for the leader of term 3; it had been cut off from the other nodes, and n4 led term 4.`,
          key: hostile ?? 'k3',
          events: [stuck?.index ?? 0],
          evidence: {
            order: invokes.slice(0, -1).map((op, i) => ({ op, state: states[i] ?? null })),
            stuck: { op: invokes.at(-1) ?? 0 },
            states: [hostile ?? 'c2.44'],
            anomaly: { kind: 'stale-read', missed: { invoke: missed }, wrote: { invoke: wrote }, witness: null },
            smallest: { operations: [{ invoke: missed }, { invoke: invokes.at(-1) ?? 0 }], originalOperations: 40, complete: true },
            whyNot: [{ invoke: invokes[1] ?? 0, next: 'no-help', state: hostile ?? 'c2.45' }],
          },
        },
      ],
    },
    'raft-safety': {
      verdict: 'invalid',
      reason: 'two leaders in term 4',
      counts: rules,
      findings: [
        {
          rule: 'election-safety',
          message:
            'n2 and n4 both declared themselves the leader of term 4: n4 with the votes of n4, n1 and n5, n2 with those of n2, n5 and n3. n5 voted for both; its first vote was not on disk when it was killed.',
          trace: [leadOf('n2'), leadOf('n4')],
          evidence: {
            term: 4,
            logs: {
              n2: [
                { index: 40, term: 3, hash: 'c0ffee00' },
                { index: 41, term: 4, hash: 'deadbeef' },
              ],
              n4: [
                { index: 40, term: 3, hash: 'c0ffee00' },
                { index: 41, term: 4, hash: 'badf00d0' },
              ],
            },
            voters: ['n5'],
          },
        },
      ],
    },
    performance,
  };
}
