/** A suite that runs as it stands, with the parts that a reader will want to change next to what they mean. */
export function suiteTemplate(name: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
#
# Whatever can stand here is in the schema above, and in workloads/suites/README.md of the package.
# \`npx faultline list\` names the systems, workloads, faults and checkers that there are.
name: ${name}

# Beside "no violation": what every run must keep. A limit that does not hold is exit code 1, one with nothing to measure is 2.
gate:
  availabilityDuringFaults: 20% # answered, of what was asked for while a fault was in force
  recovery: 10s # from the end of the faults to the first write that succeeds
  minOk: 50 # operations that succeed
  coverage:
    faultsInForce: 80% # of those that were planned

defaults:
  system: raft
  nodes: 5
  config: { heartbeatMs: 100, electionTimeoutMs: [500, 1000] }
  workload: { name: kv, keys: 5 }
  concurrency: 10
  rate: 200
  timeLimit: 10s
  limits: { minOkDuringFaults: 5 }

entries:
  - name: faults
    description: Partitions, kills, pauses and power cuts, in an order drawn from the seed.
    seeds: 1..2
    nemesis:
      faults: [partition-halves, partition-leader, kill-leader, pause, power-cut]
      interval: 2s
      duration: 1s

  - name: control
    description: A bug is planted. A harness that does not find it cannot be believed where it finds nothing.
    bug: stale-read
    expect: violation
    seeds: 1..2
    nemesis: { faults: [partition-leader], interval: 2s, duration: 1s }
`;
}
