import type { FaultKind, FaultState, GatedEntry, RunSummary } from '../../core/index.ts';
import type { CampaignDocument } from '../words/index.ts';
import { makeCampaign } from './make-campaign.ts';

const entries = ['kv-nodes-3', 'kv-nodes-5', 'register-nodes-3', 'register-nodes-5'];
const kinds: readonly FaultKind[] = ['kill', 'pause', 'partition', 'delay', 'power-cut', 'disk-loss'];
const rules = ['election-safety', 'log-matching', 'state-machine-safety', 'commit-legality', 'vote-durability', 'append-durability'];

/** A campaign of so many runs in which a few things are wrong, several times each; always the same. `hostile` stands for every text. */
export function manyRuns(count: number, hostile?: string): CampaignDocument {
  const runs = Array.from({ length: count }, (_, i) => runNumber(i, hostile));
  const seen = (entry: string): number => runs.filter(({ plan }) => plan === entry).length;
  const gated = [...new Set(runs.map(({ plan }) => plan ?? ''))].map((name, i): GatedEntry => {
    const [of = '', , nodes = ''] = name.split('-');
    const planned = { all: seen(name) + (i === 1 ? 2 : 0), here: seen(name) + (i === 1 ? 2 : 0) };
    if (name === 'control') return { name, planned, expect: { checkers: ['linearizability'] } };
    const values = [
      { key: 'workload', value: of },
      { key: 'nodes', value: nodes },
    ];
    return { name, planned, place: { of: 'nightly', values } };
  });
  return makeCampaign('violation', runs, {
    entries: gated,
    reasons: ['nightly: shard 3/5 is missing: its runs are not judged', ...(hostile === undefined ? [] : [hostile])],
    gate: [
      { limit: 'no-violation', state: 'failed', measured: `some in ${count} runs`, allowed: 'none' },
      { limit: 'p99', entry: 'kv-nodes-3', state: 'failed', measured: '812 ms', allowed: 'at most 500 ms', note: 'worst: seed 7' },
      { limit: 'recovery', entry: 'kv-nodes-5', state: 'met', measured: '700 ms', allowed: 'at most 5,000 ms', note: 'worst: seed 2' },
      {
        limit: 'expected-violation',
        entry: 'control',
        state: 'met',
        measured: 'found in 1 of 1 run',
        allowed: 'a violation by linearizability alone in at least one run',
        note: 'seed 6, by linearizability',
      },
    ],
    ...(hostile === undefined ? {} : { suite: hostile }),
  });
}

function runNumber(i: number, hostile: string | undefined): Partial<RunSummary> {
  const isControl = i % 60 === 5;
  const plan = hostile ?? (isControl ? 'control' : (entries[i % entries.length] ?? ''));
  const dir = hostile ?? `results/${plan}/20261121T0637${String(10 + (i % 50))}.000Z-${i + 1}`;
  const base = {
    plan,
    ops: { ok: 2000 + ((i * 37) % 900), fail: i % 90, info: i % 13 },
    faults: Array.from({ length: i % 7 }, (_, k) => ({
      id: `f${k}`,
      kind: kinds[(i + k) % kinds.length] ?? ('kill' as const),
      target: ['n1'],
      state: ((i + k) % 9 === 0 ? 'idle' : 'in-force') as FaultState,
    })),
    durationMs: 20_000 + ((i * 977) % 9000),
    figures: {
      okCount: 2000,
      duringFaults: { answered: 90, asked: 100 },
      p99Ms: 30,
      recovery: { longestMs: 700, count: 3, cutShort: { longestMs: null, count: 0 } },
      rules: rules.slice(0, 3 + (i % 4)),
      lag: { ms: 0, operations: 0 },
    },
    reproduce: hostile ?? `npx faultline run nightly.yaml --grep ${plan} --seed ${i + 1}`,
  };
  if (isControl || i % 11 === 1)
    return {
      ...base,
      dir,
      outcome: 'violation',
      ...(isControl ? { expected: true } : {}),
      checkers: { linearizability: { verdict: 'invalid' }, 'raft-safety': { verdict: 'valid' } },
      leading: { checker: 'linearizability', rule: 'not-linearizable', kind: 'stale-read' },
      headline: `Not linearizable: a stale read of ${hostile ?? `k${i % 5}`}`,
      explanation: `Client 7 read ${hostile ?? `k${i % 5}`} from n2, 310 ms after client 2's write had been acknowledged by n4. 2 more findings.`,
    };
  if (i % 29 === 3)
    return {
      ...base,
      dir,
      outcome: 'violation',
      checkers: { linearizability: { verdict: 'valid' }, 'raft-safety': { verdict: 'invalid' } },
      leading: { checker: 'raft-safety', rule: 'election-safety' },
      headline: `Term ${i} has two leaders, n2 and n4`,
      explanation: `n2 and n4 both declared themselves the leader of term ${i}.`,
    };
  if (i % 41 === 7)
    return {
      ...base,
      outcome: 'inconclusive',
      checkers: { linearizability: { verdict: 'unknown', reason: 'the memory budget was spent' } },
      headline: 'No violation was proven, and not everything could be judged',
      explanation: 'Linearizability: the memory budget of 256 MB was spent.',
    };
  if (i === 12)
    return {
      ...base,
      outcome: 'broken',
      checkers: {},
      headline: 'The test itself failed',
      explanation: 'n3 never became ready within 10 s.',
    };
  return { ...base, outcome: 'pass', checkers: { linearizability: { verdict: 'valid' }, 'raft-safety': { verdict: 'valid' } } };
}
