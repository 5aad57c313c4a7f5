import type { KnownNames } from './index.ts';

/** What suites in tests may name. */
export const known: KnownNames = {
  systems: ['raft', 'etcd'],
  workloads: ['kv', 'register'],
  checkers: ['linearizability', 'raft-safety'],
  faultKinds: [
    ...[
      'partition',
      'partition-halves',
      'partition-leader',
      'partition-isolate',
      'partition-bridge',
      'partition-one-way',
      'delay',
      'kill',
      'kill-leader',
    ],
    ...['kill-minority', 'pause', 'pause-leader', 'power-cut', 'power-cut-majority', 'power-cut-all'],
  ],
  bugs: (system) => (system === 'raft' ? ['stale-read', 'vote-not-persisted'] : []),
};
