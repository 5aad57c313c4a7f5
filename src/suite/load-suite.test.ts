import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { FaultlineError, formatPlace } from '../core/index.ts';
import { type KnownNames, loadSuite, parseSuite, type Suite } from './index.ts';

const known: KnownNames = {
  systems: ['raft', 'etcd'],
  workloads: ['kv', 'register'],
  checkers: ['linearizability', 'raft-safety'],
  faultKinds: [
    ...['partition', 'partition-halves', 'partition-leader', 'partition-bridge', 'partition-one-way', 'delay', 'kill', 'kill-leader'],
    ...['kill-minority', 'pause', 'pause-leader', 'power-cut', 'power-cut-majority', 'power-cut-all'],
  ],
  bugs: (system) => (system === 'raft' ? ['stale-read', 'vote-not-persisted'] : []),
};

function read(text: string): Suite {
  return parseSuite(text, 's.yaml', known);
}

/** `code file:line:col message`. */
function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof FaultlineError) || error.exitCode !== 254) throw error;
    return `${error.code} ${error.place === undefined ? '' : formatPlace(error.place)} ${error.message}`;
  }
  return 'accepted';
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
    - { kind: reorder, from: any, to: c0, within: 50ms, probability: 0.5, at: 1 }
    - { kind: drop, from: "!@held", to: nodes, probability: 0.1, at: 1 }
    - { kind: reset, from: nodes, to: nodes, at: 1, resolveWithin: 2s }
    - { kind: pause, target: "@trigger", on: { event: frame }, after: held }
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
        { id: 'f5', kind: 'reorder', from: 'any', to: 'c0', withinMs: 50, probability: 0.5, when: { atMs: 1000 } },
        { id: 'f6', kind: 'drop', from: '!@held', to: 'nodes', probability: 0.1, when: { atMs: 1000 } },
        { id: 'f7', kind: 'reset', from: 'nodes', to: 'nodes', when: { atMs: 1000 }, resolveWithinMs: 2000 },
        { id: 'f8', kind: 'pause', target: '@trigger', when: { event: 'frame', after: 'held' } },
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

describe('a suite with something wrong', () => {
  const cases: [string, string, string][] = [
    ['unknown key', `${minimal}nemisis: none\n`, 'suite-unknown-key s.yaml:4:1 expected no key "nemisis"; did you mean "nemesis"?'],
    [
      'unknown key inside',
      `${minimal}nemesis: { faults: [kill], intervall: 3 }\n`,
      'suite-unknown-key s.yaml:4:28 nemesis: expected no key "intervall"; did you mean "interval"?',
    ],
    [
      'key of another fault',
      `${minimal}nemesis:\n  schedule:\n    - { kind: kill, target: all, at: 1, latency: 2s }\n`,
      'suite-unknown-key s.yaml:6:41 nemesis.schedule[0]: expected no key "latency"',
    ],
    [
      'misspelt key that is needed',
      `${minimal}nemesis:\n  schedule:\n    - { kind: kill, targt: all, at: 1 }\n`,
      'suite-unknown-key s.yaml:6:21 nemesis.schedule[0]: expected no key "targt"; did you mean "target"?',
    ],
    ['wrong type', `${minimal}rate: fast\n`, 'suite-wrong-type s.yaml:4:7 rate: expected a number, got "fast"'],
    ['wrong type of a map', `${minimal}limits: 3\n`, 'suite-wrong-type s.yaml:4:9 limits: expected a map, got 3'],
    ['no value', `${minimal}rate:\n`, 'suite-wrong-type s.yaml:4:6 rate: expected a number, got null'],
    ['out of range', `${minimal}concurrency: 0\n`, 'suite-bad-value s.yaml:4:14 concurrency: expected a number of at least 1, got 0'],
    ['no whole number', `${minimal}concurrency: 1.5\n`, 'suite-wrong-type s.yaml:4:14 concurrency: expected a whole number, got 1.5'],
    [
      'no duration',
      `${minimal}timeLimit: 3 days\n`,
      'suite-bad-value s.yaml:4:12 timeLimit: expected a duration like 30s, 500ms, 2m or 1h (a bare number is seconds), got "3 days"',
    ],
    ['long duration', `${minimal}timeLimit: 1000h\n`, 'suite-bad-value s.yaml:4:12 timeLimit: expected a duration of at most 20 days'],
    ['no time for an attempt', `${minimal}attemptTimeout: 0\n`, 'suite-bad-value s.yaml:4:17 attemptTimeout: expected more than no time'],
    [
      'attempt longer than operation',
      `${minimal}attemptTimeout: 4s\noperationTimeout: 3s\n`,
      'suite-bad-value s.yaml:4:17 attemptTimeout: expected at most operationTimeout (3000 ms)',
    ],
    [
      'unknown system',
      'name: s\nsystem: rafft\nworkload: kv\n',
      'suite-unknown-system s.yaml:2:9 system: expected a system, one of raft, etcd; got "rafft"; did you mean "raft"?',
    ],
    [
      'unknown workload',
      'name: s\nsystem: raft\nworkload: { name: kw }\n',
      'suite-unknown-workload s.yaml:3:19 workload.name: expected a workload, one of kv, register; got "kw"',
    ],
    [
      'unknown checker',
      `${minimal}checkers: [linearisability]\n`,
      'suite-unknown-checker s.yaml:4:12 checkers[0]: expected a checker, one of linearizability, raft-safety; got "linearisability"; did you mean "linearizability"?',
    ],
    [
      'unknown flavour',
      `${minimal}nemesis:\n  faults:\n    - kill\n    - partition-leder\n`,
      'suite-unknown-fault s.yaml:7:7 nemesis.faults[1]: expected a fault, one of',
    ],
    [
      'unknown kind',
      `${minimal}nemesis: { schedule: [{ kind: kil, target: all, at: 1 }] }\n`,
      'suite-unknown-fault s.yaml:4:31 nemesis.schedule[0].kind: expected one of partition, delay, drop, duplicate, reorder, corrupt, hold, reset, kill, pause, power-cut, got "kil"; did you mean "kill"?',
    ],
    [
      'no kind',
      `${minimal}nemesis: { schedule: [{ target: all, at: 1 }] }\n`,
      'suite-missing-key s.yaml:4:23 nemesis.schedule[0].kind: expected one of partition',
    ],
    [
      'unknown bug',
      `${minimal}bug: stale-reads\n`,
      'suite-unknown-bug s.yaml:4:6 bug: expected a bug, one of stale-read, vote-not-persisted; got "stale-reads"; did you mean "stale-read"?',
    ],
    [
      'bug of a system without',
      'name: s\nsystem: etcd\nworkload: kv\nbug: stale-read\n',
      'suite-unknown-bug s.yaml:4:6 bug: expected a bug, none: there are none; got "stale-read"',
    ],
    [
      'bug in an unknown node',
      `${minimal}bug: stale-read@n6\n`,
      'suite-unknown-node s.yaml:4:6 bug: expected one of n1, n2, n3, n4, n5 behind the @, got "n6"',
    ],
    [
      'two bugs in a node',
      `${minimal}bug: [stale-read, vote-not-persisted@n1]\n`,
      'suite-bad-value s.yaml:4:19 bug: expected one bug a node',
    ],
    ['no system', 'name: s\nworkload: kv\n', 'suite-missing-key s.yaml:1:1 expected `system` (raft, etcd)'],
    ['no name', 'system: raft\nworkload: kv\n', 'suite-missing-key s.yaml:1:1 name: expected a string, got nothing'],
    [
      'name that is no folder',
      'name: a/b\nsystem: raft\nworkload: kv\n',
      'suite-bad-value s.yaml:1:7 name: expected a name of letters, digits, dots and dashes',
    ],
    ['name of the link', 'name: latest\nsystem: raft\nworkload: kv\n', 'suite-bad-value s.yaml:1:7 name:'],
    [
      'seeds',
      `${minimal}seeds: 5..1\n`,
      'suite-bad-value s.yaml:4:8 seeds: expected a range from the lower to the higher seed, got "5..1"',
    ],
    ['seeds of a type', `${minimal}seeds: { from: 1 }\n`, 'suite-wrong-type s.yaml:4:8 seeds: expected a seed, a range'],
    [
      'faults and schedule',
      `${minimal}nemesis: { faults: [kill], schedule: [] }\n`,
      'suite-bad-value s.yaml:4:10 nemesis: expected either `faults` or `schedule`, got both',
    ],
    ['neither', `${minimal}nemesis: {}\n`, 'suite-bad-value s.yaml:4:10 nemesis: expected either `faults` or `schedule`, got neither'],
    [
      'a nemesis by name',
      `${minimal}nemesis: some\n`,
      'suite-wrong-type s.yaml:4:10 nemesis: expected none, { faults, interval, duration } or { schedule }, got "some"',
    ],
    [
      'step without time',
      `${minimal}nemesis: { schedule: [{ kind: kill, target: all }] }\n`,
      'suite-bad-value s.yaml:4:23 nemesis.schedule[0]: expected either `at` or `on`, got neither',
    ],
    [
      'step with two ends',
      `${minimal}nemesis: { schedule: [{ kind: kill, target: all, at: 1, for: 1, until: { at: 3 } }] }\n`,
      'suite-bad-value s.yaml:4:72 nemesis.schedule[0].until: expected either `for` or `until`, got both',
    ],
    [
      'target that is nobody',
      `${minimal}nemesis: { schedule: [{ kind: kill, target: leeder, at: 1 }] }\n`,
      'suite-unknown-target s.yaml:4:45 nemesis.schedule[0].target: expected one of n1, n2, n3, n4, n5, leader,',
    ],
    [
      'node in a list',
      `${minimal}nemesis: { schedule: [{ kind: kill, target: [n1, n7], at: 1 }] }\n`,
      'suite-unknown-target s.yaml:4:50 nemesis.schedule[0].target[1]:',
    ],
    [
      'step that is not there',
      `${minimal}nemesis: { schedule: [{ kind: kill, target: all, at: 1, after: f9 }] }\n`,
      'suite-unknown-step s.yaml:4:64 nemesis.schedule[0].after: expected the id of a step (f1), got "f9"',
    ],
    [
      'reference that is not there',
      `${minimal}nemesis: { schedule: [{ kind: kill, target: all, on: { event: lead, match: { node: "@f9" } } }] }\n`,
      'suite-unknown-step s.yaml:4:84 nemesis.schedule[0].on.match.node:',
    ],
    [
      'id twice',
      `${minimal}nemesis: { schedule: [{ id: a, kind: kill, target: all, at: 1 }, { id: a, kind: kill, target: all, at: 1 }] }\n`,
      'suite-duplicate-id s.yaml:4:72 nemesis.schedule[1].id:',
    ],
    [
      'matrix value',
      `${minimal}matrix: { nodes: [3, many] }\n`,
      'suite-wrong-type s.yaml:4:22 matrix.nodes[1]: expected how many nodes (1 to 99), or a list of their names, got "many"',
    ],
    [
      'matrix name',
      `name: s\nsystem: raft\nmatrix:\n  workload:\n    - kv\n    - lists\n`,
      'suite-unknown-workload s.yaml:6:7 matrix.workload[1]: expected a workload',
    ],
    ['matrix of what cannot vary', `${minimal}matrix: { seeds: [1] }\n`, 'suite-unknown-key s.yaml:4:11 matrix: expected no key "seeds"'],
    [
      'default value, once',
      'name: s\ndefaults: { system: rafft, workload: kv }\nentries: [{}, {}]\n',
      'suite-unknown-system s.yaml:2:21 defaults.system: expected a system',
    ],
    [
      'entry keys beside entries',
      'name: s\nrate: 3\nentries: [{ system: raft, workload: kv }]\n',
      'suite-unknown-key s.yaml:2:1 expected no key "rate" beside `entries`',
    ],
    [
      'names twice',
      'name: s\nentries:\n  - { name: a, system: raft, workload: kv }\n  - { name: a, system: raft, workload: kv }\n',
      'suite-duplicate-name s.yaml:4:5 expected a name of its own',
    ],
    ['node names', `${minimal}nodes: [n1, c0]\n`, 'suite-bad-value s.yaml:4:13 nodes[1]: expected names like n1'],
    ['syntax', 'name: s\nsystem: [raft\n', 'suite-syntax s.yaml:3:1 expected YAML, got: '],
    ['a key twice', 'name: s\nname: t\n', 'suite-syntax s.yaml:2:1 expected YAML, got: Map keys must be unique'],
    ['a tab', 'name: s\nlimits:\n\tcheckerBudget: 3\n', 'suite-syntax s.yaml:3:1 expected YAML, got: '],
    ['two documents', 'name: s\n---\nname: t\n', 'suite-syntax s.yaml:2:1 expected YAML, got: '],
    ['an alias to nothing', 'name: s\nconfig: *x\n', 'suite-syntax s.yaml:'],
    ['an unknown tag', 'name: !x s\n', 'suite-syntax s.yaml:1:7 expected YAML, got: Unresolved tag'],
    ['an empty file', '', 'suite-wrong-type s.yaml:1:1 expected a map, got null'],
    ['a list', '- a\n', 'suite-wrong-type s.yaml:1:1 expected a map, got ["a"]'],
  ];
  it.each(cases)('is refused at its place: %s', (_what, text, expected) => {
    expect(refusal(text)).toContain(expected);
  });

  it('is told with all that is wrong, each once, ten at the most', () => {
    const told = refusal(`${minimal}rate: fast\nconcurency: 1\n`);
    expect(told).toBe(
      'suite-wrong-type s.yaml:4:7 rate: expected a number, got "fast"\n  s.yaml:5:1: expected no key "concurency"; did you mean "concurrency"?',
    );
    expect(refusal('name: s\ndefaults: { system: rafft, workload: kv }\nentries: [{}, {}]\n').split('\n').length).toBe(1);
    const many = refusal(minimal + Array.from({ length: 15 }, (_, i) => `x${i}: 1\n`).join('')).split('\n');
    expect(many.length).toBe(11);
    expect(many.at(-1)).toBe('  and 5 more');
  });

  it('does not grow without bound', () => {
    expect(refusal(`${minimal}matrix: { rate: [${Array(40).fill(1).join()}], concurrency: [${Array(40).fill(1).join()}] }\n`)).toContain(
      'at most 1000 combinations, got 1600',
    );
    const bomb = `name: s\nconfig:\n  a: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
      .split('')
      .map((name, i) => `  ${name}: &${name} [${Array(10).fill(`*${'abcdefg'[i]}`).join()}]\n`)
      .join('')}`;
    expect(refusal(bomb)).toContain('suite-syntax');
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
