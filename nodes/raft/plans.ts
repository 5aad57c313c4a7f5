import type { DirectedPlan } from '../../src/core/index.ts';

/**
 * Directed plans, by the name of the bug that each is made for: what random faults rarely reach on real processes. The reference
 * node passes all of them; `--bug NAME` runs the plan of that name.
 */
export const raftPlans: Readonly<Record<string, DirectedPlan>> = {
  'stale-read': {
    description: 'The leader is cut off with clients of its own, twice: what it still answers is old.',
    workload: { keyCount: 2, operationsPerRotation: 40 },
    phases: { safetyMs: 10_000 },
    faults: [
      { id: 'f1', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: 1500 }, forMs: 3000 },
      { id: 'f2', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: 6000 }, forMs: 3000 },
    ],
  },
  'ack-before-fsync': {
    description: 'All nodes lose power at one instant, three times, under load: what was acknowledged must still be there.',
    workload: { keyCount: 3, operationsPerRotation: 60 },
    phases: { safetyMs: 14_000 },
    // Nothing can be answered while all are down: what counts is asked before and after, and every client may be waiting throughout.
    limits: { minOkDuringFaults: 0 },
    faults: [
      { id: 'f1', kind: 'power-cut', target: 'all', when: { atMs: 2500 }, forMs: 500 },
      { id: 'f2', kind: 'power-cut', target: 'all', when: { atMs: 6500 }, forMs: 500 },
      { id: 'f3', kind: 'power-cut', target: 'all', when: { atMs: 10_500 }, forMs: 500 },
    ],
  },
  'vote-not-persisted': {
    description:
      'While the leader is cut off, the one voter of its successor is killed right after its vote has left, and comes back to the old leader alone, which asks it for a vote in the same term.',
    // Of three nodes one voter makes a majority with either of the others: who votes twice makes two leaders.
    nodeCount: 3,
    phases: { safetyMs: 10_000 },
    faults: [
      {
        id: 'f1',
        kind: 'partition',
        shape: 'isolate',
        target: 'leader',
        when: { atMs: 2000 },
        until: { event: 'lead', after: 'f1', withinMs: 5000 },
      },
      {
        id: 'f2',
        kind: 'kill',
        target: 'trigger',
        when: { event: 'frame', match: { type: 'vote-reply', granted: true }, after: 'f1', withinMs: 5000 },
        forMs: 500,
      },
      {
        id: 'f3',
        kind: 'partition',
        shape: 'isolate',
        target: 'trigger',
        when: { event: 'lead', after: 'f1', withinMs: 5000 },
        forMs: 4000,
      },
    ],
  },
  'commit-previous-term': {
    description:
      'A leader is cut off with writes that nobody else has, and only it may win the next election: the new leader finds entries of its earlier term to replicate, one message each.',
    config: { maxBatchEntries: 1 },
    phases: { safetyMs: 12_000 },
    // Until the old leader is back nobody may lead: nothing is answered meanwhile, by design, and every client may be waiting throughout.
    limits: { minOkDuringFaults: 0 },
    faults: [
      { id: 'f1', kind: 'partition', shape: 'isolate', target: 'leader', when: { atMs: 2000 }, forMs: 2000 },
      {
        id: 'f2',
        kind: 'drop',
        from: '!@f1',
        to: 'nodes',
        match: { type: ['pre-vote', 'vote'] },
        when: { atMs: 0, after: 'f1' },
        until: { event: 'lead', match: { node: '@f1' }, after: 'f1', withinMs: 8000 },
      },
    ],
  },
  'truncate-on-every-append': {
    description:
      'Appends are held up for longer than a leader waits before it sends again: the old one arrives behind the newer one, with fewer entries.',
    phases: { safetyMs: 8000 },
    faults: [
      {
        id: 'f1',
        kind: 'reorder',
        from: 'nodes',
        to: 'nodes',
        probability: 0.3,
        withinMs: 450,
        match: { type: 'append' },
        when: { atMs: 1500 },
        forMs: 5000,
      },
    ],
  },
  'retry-applied-twice': {
    description: 'Answers to clients are lost: the clients ask again, and nothing may happen twice.',
    workload: { keyCount: 3, operationsPerRotation: 40, mix: { get: 50, append: 40, put: 10 } },
    load: { attemptTimeoutMs: 400, operationTimeoutMs: 3000 },
    phases: { safetyMs: 8000 },
    faults: [
      {
        id: 'f1',
        kind: 'drop',
        from: 'nodes',
        to: 'clients',
        probability: 0.15,
        match: { type: 'response' },
        when: { atMs: 1500 },
        forMs: 5000,
      },
    ],
  },
};
