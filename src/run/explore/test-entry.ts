import { faultFlavours } from '../../nemesis/index.ts';
import type { SuiteEntry } from '../../suite/index.ts';
import { nodeNames } from '../expand.ts';

/** Five nodes and every fault that five nodes may suffer. */
export const testEntry: SuiteEntry = {
  name: 'explored',
  system: { name: 'raft', nodes: nodeNames(5), args: [], variants: {}, config: {} },
  workload: { name: 'kv' },
  load: {},
  phases: {},
  nemesis: { kind: 'random', flavours: [...faultFlavours.keys()], intervalMs: 1500, durationMs: 1000 },
  limits: {},
  repeat: 1,
};
