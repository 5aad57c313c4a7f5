import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadSuite, parseSuite, type Suite } from './index.ts';
import { known } from './test-names.ts';

function read(text: string): Suite {
  return parseSuite(text, 's.yaml', known);
}

const minimal = 'name: s\nsystem: raft\nworkload: kv\n';

describe('a suite', () => {
  it('may be a single entry at the top, with defaults for what it does not say', () => {
    expect(read(minimal)).toEqual({
      file: 's.yaml',
      name: 's',
      entries: [
        {
          name: 's',
          system: { name: 'raft', nodes: ['n1', 'n2', 'n3', 'n4', 'n5'], args: [], config: {}, variants: {} },
          workload: { name: 'kv' },
          load: {},
          phases: {},
          nemesis: { kind: 'none' },
          limits: {},
          repeat: 1,
          open: ['nodes'],
        },
      ],
    });
  });

  it('says everything in milliseconds and in the words of a plan', () => {
    const [entry] = read(`
name: s
description: all of it
system: raft
nodes: [a, b]
config: { heartbeatMs: 100, electionTimeoutMs: [500, 1000] }
args: [--x, "1"]
bug: [stale-read@a, vote-not-persisted@b]
workload: { name: kv, keys: 3, operationsPerRotation: 40, mix: { get: 1, put: 0.5 } }
concurrency: 10
rate: 200
attemptTimeout: 1s
operationTimeout: 3
timeLimit: 30s
readyTimeout: 1m
core: 0
convergence: 20s
finalReads: 5s
stopTimeout: 500ms
nemesis: { faults: [partition, kill], interval: 3s, duration: 1500ms }
checkers: [linearizability]
limits: { minOkDuringFaults: 50, checkerBudget: 30s, checkerMemoryMiB: 512, harnessLag: 100ms }
seeds: ["1..3", 9]
repeat: 2
`).entries;
    expect(entry).toEqual({
      name: 's',
      system: {
        name: 'raft',
        nodes: ['a', 'b'],
        args: ['--x', '1'],
        config: { heartbeatMs: 100, electionTimeoutMs: [500, 1000] },
        variants: { a: 'stale-read', b: 'vote-not-persisted' },
      },
      workload: { name: 'kv', keyCount: 3, operationsPerRotation: 40, mix: { get: 1, put: 0.5 } },
      load: { concurrency: 10, ratePerSecond: 200, attemptTimeoutMs: 1000, operationTimeoutMs: 3000 },
      phases: { readyTimeoutMs: 60_000, safetyMs: 30_000, coreMs: 0, convergenceMs: 20_000, finalReadsMs: 5000, stopMs: 500 },
      nemesis: { kind: 'random', flavours: ['partition', 'kill'], intervalMs: 3000, durationMs: 1500 },
      checkers: ['linearizability'],
      limits: { minOkDuringFaults: 50, checkerBudgetMs: 30_000, checkerMemoryBytes: 512 * 1024 * 1024, harnessLagMs: 100 },
      seeds: [1, 2, 3, 9],
      repeat: 2,
    });
  });

  it('plants a bug in every node or in one', () => {
    expect(read(`${minimal}nodes: 2\nbug: stale-read\n`).entries[0]?.system.variants).toEqual({ n1: 'stale-read', n2: 'stale-read' });
    expect(read(`${minimal}nodes: 2\nbug: stale-read@n2\n`).entries[0]?.system.variants).toEqual({ n2: 'stale-read' });
  });

  it('puts defaults behind what entries say, key by key', () => {
    const { entries } = read(`
name: s
defaults: { system: raft, workload: kv, rate: 5, config: { heartbeatMs: 1 } }
entries:
  - { name: a, rate: 6 }
  - { workload: register, config: {} }
`);
    expect(entries.map(({ name, workload, load, system }) => [name, workload.name, load.ratePerSecond, system.config])).toEqual([
      ['s-a', 'kv', 6, { heartbeatMs: 1 }],
      ['s-2', 'register', 5, {}],
    ]);
  });

  it('multiplies a matrix out', () => {
    const { entries } = read(`
name: s
entries:
  - name: m
    system: raft
    seeds: 1..2
    matrix:
      nodes: [3, 5]
      workload: [kv, { name: register, keys: 2 }, { name: register, keys: 9 }]
`);
    expect(entries.map(({ name, system, workload, seeds }) => [name, system.nodes.length, workload.keyCount, seeds?.length])).toEqual([
      ['s-m-nodes-3-kv', 3, undefined, 2],
      ['s-m-nodes-3-register-2', 3, 2, 2],
      ['s-m-nodes-3-register-3', 3, 9, 2],
      ['s-m-nodes-5-kv', 5, undefined, 2],
      ['s-m-nodes-5-register-2', 5, 2, 2],
      ['s-m-nodes-5-register-3', 5, 9, 2],
    ]);
  });

  it('names what a matrix makes by what differs', () => {
    const { entries } = read(`
name: s
entries:
  - name: m
    system: raft
    workload: kv
    matrix:
      timeLimit: [10s, 1.5]
      nemesis: [none, { faults: [kill, pause] }, { schedule: [] }]
      bug: [stale-read@n2]
`);
    expect(entries.map(({ name }) => name)).toEqual([
      's-m-stale-read-n2-timeLimit-10s-nemesis-none',
      's-m-stale-read-n2-timeLimit-10s-nemesis-kill-pause',
      's-m-stale-read-n2-timeLimit-10s-nemesis-3',
      's-m-stale-read-n2-timeLimit-1.5-nemesis-none',
      's-m-stale-read-n2-timeLimit-1.5-nemesis-kill-pause',
      's-m-stale-read-n2-timeLimit-1.5-nemesis-3',
    ]);
  });

  it('turns faults of clocks and disks into the steps of a plan', () => {
    const [entry] = read(`${minimal}
nemesis:
  schedule:
    - { kind: clock, target: [n1], offset: -1.5s, at: 1 }
    - { kind: clock, target: one, driftPpm: -20000, at: 1 }
    - { kind: slow-disk, target: leader, latency: 80ms, at: 1, for: 2s }
    - { kind: misdirected-write, target: n1, at: 1 }
    - { kind: bit-rot, target: n2, at: 1 }
    - { kind: disk-loss, target: n2, at: 1 }
`).entries;
    const when = { atMs: 1000 };
    expect(entry?.nemesis).toEqual({
      kind: 'schedule',
      steps: [
        { id: 'f1', kind: 'clock', target: ['n1'], offsetMs: -1500, when },
        { id: 'f2', kind: 'clock', target: 'one', offsetMs: 0, driftPpm: -20_000, when },
        { id: 'f3', kind: 'slow-disk', target: 'leader', latencyMs: 80, when, forMs: 2000 },
        { id: 'f4', kind: 'misdirected-write', target: 'n1', when },
        { id: 'f5', kind: 'bit-rot', target: 'n2', when },
        { id: 'f6', kind: 'disk-loss', target: 'n2', when },
      ],
    });
  });

  it('turns an explicit schedule into the steps of a plan', () => {
    const [entry] = read(`${minimal}
nemesis:
  schedule:
    - { kind: kill, target: leader, at: 3s, for: 2s }
    - id: held
      kind: hold
      from: n1
      to: n2
      match: { type: append, fields: { term: 2 } }
      count: 4
      on: { event: frame, match: { type: append }, occurrence: 3, within: 5s }
      for: 1s
    - { kind: partition, shape: one-way, target: [n1, n2], direction: in, at: 100ms, after: f1, until: { event: lead, within: 8s, after: f1 } }
    - { kind: delay, from: nodes, to: clients, latency: 20ms, jitter: 5ms, at: 1, until: { at: 2s, after: held } }
    - { kind: reorder, from: any, to: clients, within: 50ms, probability: 0.5, at: 1 }
    - { kind: drop, from: "!@held", to: nodes, probability: 0.1, at: 1 }
    - { kind: reset, from: nodes, to: nodes, at: 1, resolveWithin: 2s }
    - { kind: pause, target: trigger, on: { event: frame }, after: held }
`).entries;
    expect(entry?.nemesis).toEqual({
      kind: 'schedule',
      steps: [
        { id: 'f1', kind: 'kill', target: 'leader', when: { atMs: 3000 }, forMs: 2000 },
        {
          id: 'held',
          kind: 'hold',
          from: 'n1',
          to: 'n2',
          match: { type: 'append', fields: { term: 2 } },
          count: 4,
          when: { event: 'frame', match: { type: 'append' }, occurrence: 3, withinMs: 5000 },
          forMs: 1000,
        },
        {
          id: 'f3',
          kind: 'partition',
          shape: 'one-way',
          target: ['n1', 'n2'],
          direction: 'in',
          when: { atMs: 100, after: 'f1' },
          until: { event: 'lead', withinMs: 8000, after: 'f1' },
        },
        {
          id: 'f4',
          kind: 'delay',
          from: 'nodes',
          to: 'clients',
          latencyMs: 20,
          jitterMs: 5,
          when: { atMs: 1000 },
          until: { atMs: 2000, after: 'held' },
        },
        { id: 'f5', kind: 'reorder', from: 'any', to: 'clients', withinMs: 50, probability: 0.5, when: { atMs: 1000 } },
        { id: 'f6', kind: 'drop', from: '!@held', to: 'nodes', probability: 0.1, when: { atMs: 1000 } },
        { id: 'f7', kind: 'reset', from: 'nodes', to: 'nodes', when: { atMs: 1000 }, resolveWithinMs: 2000 },
        { id: 'f8', kind: 'pause', target: 'trigger', when: { event: 'frame', after: 'held' } },
      ],
    });
  });

  it('may use anchors', () => {
    const { entries } = read(
      'name: s\ndefaults: { system: raft }\nentries:\n  - &a { name: a, workload: kv }\n  - { name: b, workload: kv, config: &c { x: 1 } }\n  - { name: c, workload: kv, config: *c }\n',
    );
    expect(entries[2]?.system.config).toEqual({ x: 1 });
  });
});

describe('loadSuite', () => {
  it('reads the suite that is run when none is named', () => {
    const suite = loadSuite(fileURLToPath(new URL('../../workloads/suites/smoke.yaml', import.meta.url)), known);
    expect(suite.name).toBe('smoke');
    expect(suite.entries).toMatchObject([
      {
        name: 'smoke',
        system: { name: 'raft', nodes: { length: 5 }, config: { heartbeatMs: 100, electionTimeoutMs: [500, 1000] } },
        load: { concurrency: 10, ratePerSecond: 200 },
      },
    ]);
  });

  it('says that there is no such file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'faultline-suite-'));
    try {
      const unreadable = expect.objectContaining({ code: 'suite-unreadable', exitCode: 254 });
      expect(() => loadSuite(join(folder, 'none.yaml'), known)).toThrow(unreadable);
      expect(() => loadSuite(folder, known)).toThrow(unreadable);
      writeFileSync(join(folder, 's.yaml'), minimal);
      expect(loadSuite(join(folder, 's.yaml'), known).file).toBe(join(folder, 's.yaml'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
