/** The load of every measurement: no faults, and the next operation as soon as the answer is there. */
export function benchEntry({ nodes, concurrency, safetyMs }) {
  return {
    name: 'bench',
    description: 'No faults; as fast as answers come.',
    system: { name: 'raft', nodes: Array.from({ length: nodes }, (_, i) => `n${i + 1}`), args: [], variants: {}, config: {} },
    workload: { name: 'kv' },
    load: { concurrency, ratePerSecond: 0 },
    phases: { safetyMs },
    nemesis: { kind: 'none' },
    limits: {},
    repeat: 1,
  };
}
