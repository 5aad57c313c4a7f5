import { faultFlavours } from '../dist/src/nemesis/index.js';

/** Five nodes under every kind of fault, dense enough that about three thousand events happen in a simulated second. */
export const simEntry = {
  name: 'bench-sim',
  description: 'Every fault, five nodes.',
  system: {
    name: 'raft',
    nodes: ['n1', 'n2', 'n3', 'n4', 'n5'],
    args: [],
    variants: {},
    config: { heartbeatMs: 20, electionTimeoutMs: [100, 200] },
  },
  workload: { name: 'kv' },
  load: { concurrency: 10, ratePerSecond: 250 },
  phases: { safetyMs: 20_000 },
  nemesis: { kind: 'random', flavours: [...faultFlavours.keys()], intervalMs: 1500, durationMs: 800 },
  limits: {},
  repeat: 1,
};
