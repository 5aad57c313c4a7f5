import { describe, expect, it } from 'vitest';
import { parseSuite } from './index.ts';
import { known } from './test-names.ts';

const read = (text: string) => parseSuite(text, 'suites/s.yaml', known).entries;

describe('the gate of a suite', () => {
  it('is read in the words of the gate, its baseline beside the suite', () => {
    const [entry] = read(`
name: s
system: raft
workload: kv
gate:
  availabilityDuringFaults: 95%
  p99: 500ms
  recovery: 5
  minOk: 1000
  coverage: { rules: 10, faultsInForce: 0.9 }
  baseline: { file: base.json, p99: 1.2 }
`);
    expect(entry?.gate).toEqual({
      availabilityDuringFaults: 0.95,
      p99Ms: 500,
      recoveryMs: 5000,
      minOk: 1000,
      coverage: { rules: 10, faultsInForce: 0.9 },
      baseline: { file: 'suites/base.json', p99: 1.2, recovery: 2, ok: 0.8, availabilityDuringFaults: 0.95, named: ['p99'] },
    });
  });

  it('stands at the top for every entry, and each takes what it says itself', () => {
    const entries = read(`
name: s
gate: { p99: 1s, recovery: 9s, minOk: 7 }
defaults: { system: raft, workload: kv, gate: { recovery: 8s } }
entries:
  - name: plain
  - name: own
    gate: { p99: 2s }
    matrix: { nodes: [3, 5] }
`);
    expect(entries.map(({ name, gate }) => [name, gate])).toEqual([
      ['s-plain', { p99Ms: 1000, recoveryMs: 8000, minOk: 7 }],
      ['s-own-nodes-3', { p99Ms: 2000, recoveryMs: 8000, minOk: 7 }],
      ['s-own-nodes-5', { p99Ms: 2000, recoveryMs: 8000, minOk: 7 }],
    ]);
  });

  it('is none where none is asked for', () => {
    const [entry] = read('name: s\nsystem: raft\nworkload: kv\n');
    expect(entry).not.toHaveProperty('gate');
    expect(entry).not.toHaveProperty('expect');
  });
});

describe('what an entry expects', () => {
  it.each([
    ['violation', {}],
    ['{ violation: raft-safety }', { checkers: ['raft-safety'] }],
    ['{ violation: [linearizability, liveness] }', { checkers: ['linearizability', 'liveness'] }],
  ])('%s', (text, expected) => {
    expect(read(`name: s\nsystem: raft\nworkload: kv\nexpect: ${text}\n`)[0]?.expect).toEqual(expected);
  });
});
