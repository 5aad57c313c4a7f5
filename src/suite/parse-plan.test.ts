import { describe, expect, it } from 'vitest';
import { defaultSimulation, FaultlineError, type FaultStep, formatPlace, type Plan } from '../core/index.ts';
import { type KnownNames, parsePlan } from './index.ts';
import { known } from './test-names.ts';

const faults: readonly FaultStep[] = [
  { id: 'f1', kind: 'partition', shape: 'one-way', target: 'leader', direction: 'in', when: { atMs: 1500 }, forMs: 3000 },
  {
    id: 'f2',
    kind: 'delay',
    from: ['n1'],
    to: 'nodes',
    latencyMs: 20,
    jitterMs: 0.5,
    match: { type: ['append'], fields: { term: 2 } },
    when: { atMs: 0, after: 'f1' },
  },
  {
    id: 'f3',
    kind: 'drop',
    from: '!@f1',
    to: 'clients',
    probability: 0.1,
    when: { atMs: 1 },
    until: { event: 'lead', match: { node: '@f1' }, after: 'f1', withinMs: 8000 },
  },
  { id: 'f4', kind: 'duplicate', from: 'clients', to: 'any', when: { event: 'frame', match: { type: 'vote' }, occurrence: 3 } },
  { id: 'f5', kind: 'reorder', from: 'nodes', to: 'nodes', withinMs: 60, match: { type: 'append' }, when: { atMs: 1 } },
  { id: 'f6', kind: 'corrupt', from: 'nodes', to: 'nodes', when: { atMs: 1 } },
  { id: 'f7', kind: 'hold', from: 'n1', to: 'n2', count: 2, match: {}, when: { atMs: 1 } },
  { id: 'f8', kind: 'reset', from: 'nodes', to: 'nodes', when: { atMs: 1 } },
  { id: 'f9', kind: 'kill', target: 'trigger', when: { event: 'frame' }, resolveWithinMs: 10 },
  { id: 'f10', kind: 'pause', target: ['n1', 'n2'], when: { atMs: 1 } },
  { id: 'f11', kind: 'power-cut', target: 'all', when: { atMs: 1 } },
  { id: 'f12', kind: 'clock', target: ['n1'], offsetMs: -20, driftPpm: 500, when: { atMs: 1 } },
  { id: 'f13', kind: 'slow-disk', target: 'one', latencyMs: 20, when: { atMs: 1 } },
  { id: 'f14', kind: 'misdirected-write', target: ['n1'], when: { atMs: 1 } },
  { id: 'f15', kind: 'bit-rot', target: ['n1'], when: { atMs: 1 } },
  { id: 'f16', kind: 'disk-loss', target: ['n1'], when: { atMs: 1 } },
];

const plan: Plan = {
  format: 1,
  build: '0.1.0+abc',
  name: 'smoke',
  seed: 9007199254740991,
  world: 'local',
  system: {
    name: 'raft',
    nodes: ['n1', 'n2', 'n3'],
    args: ['-x'],
    variants: { n2: 'stale-read' },
    config: { electionTimeoutMs: [150, 300] },
  },
  workload: { name: 'kv', keyCount: 5, operationsPerRotation: 60, mix: { get: 1 } },
  load: {
    concurrency: 10,
    ratePerSecond: 0,
    attemptTimeoutMs: 1000,
    operationTimeoutMs: 3000,
    script: [
      { client: 9, atMs: 5, f: 'put', key: 'k', value: 'v', readOnly: false },
      { client: 0, atMs: 3, f: 'cas', key: 'k', value: [null, { a: [1] }], readOnly: false },
      { client: 9, atMs: 5, f: 'get', value: null, readOnly: true },
    ],
  },
  phases: { readyTimeoutMs: 1, safetyMs: 2, coreMs: 0, convergenceMs: 3, finalReadsMs: 4, stopMs: 5 },
  faults,
  checkers: ['linearizability'],
  limits: { minOkDuringFaults: 50, checkerBudgetMs: 30000, checkerMemoryBytes: 1, harnessLagMs: 50 },
  core: { stops: [{ node: 'n3', how: 'cut-off' }], cuts: [] },
  simulation: {
    ...defaultSimulation,
    network: { ...defaultSimulation.network, priorities: { stepMs: 2, changes: [1, 7] } },
    clocks: { n2: { offsetMs: -40, driftPpm: -20 } },
  },
};
const text = JSON.stringify(plan, null, 2);

function refusal(changed: string, names?: KnownNames): string {
  try {
    parsePlan(changed, 'plan.json', names);
  } catch (error) {
    if (error instanceof FaultlineError)
      return `${error.code} ${error.exitCode} ${error.place === undefined ? '' : formatPlace(error.place)} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

/** Line and column, as `file:line:col`, of the first place where this stands. */
function at(source: string, mark: string): string {
  const before = source.slice(0, source.indexOf(mark)).split('\n');
  return `plan.json:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function change(from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe('parsePlan', () => {
  it('reads a plan with every field and every kind of fault as it was written', () => {
    expect(parsePlan(text, 'plan.json')).toEqual(plan);
    expect(parsePlan(JSON.stringify(plan), 'plan.json')).toEqual(plan);
  });

  it('refuses an unknown format before all else', () => {
    expect(refusal(change('"format": 1', '"format": 2'))).toContain('plan-unknown-format 254 plan.json:2:13 format: expected 1, got 2');
    expect(refusal('{"format":"x","whatever":1}')).toContain('plan-unknown-format 254 plan.json:1:11');
    expect(refusal(change('"format": 1', '"format": "1"'))).toContain('got "1": the format of a plan is a number');
  });

  it('refuses unknown keys, with place and the key that was probably meant', () => {
    const seeds = change('"seed":', '"sed":');
    expect(refusal(seeds)).toContain(`plan-unknown-key 254 ${at(seeds, '"sed"')} expected no key "sed"; did you mean "seed"?`);
    expect(refusal(seeds)).toContain('\n  plan.json:1:1: seed: expected a number, got nothing');
    const count = change('"count": 2', '"cuont": 2');
    expect(refusal(count)).toBe(`plan-unknown-key 254 ${at(count, '"cuont"')} faults[6]: expected no key "cuont"; did you mean "count"?`);
    const target = change('"kind": "hold"', '"kind": "reset"');
    expect(refusal(target)).toContain(`plan-unknown-key 254 ${at(target, '"count"')}`);
  });

  it('refuses wrong types and values', () => {
    const cases: [string, string, string, string][] = [
      ['"occurrence": 3', '"occurrence": 0', 'plan-bad-value', 'faults[3].when.occurrence: expected a number of at least 1, got 0'],
      ['"atMs": 1500', '"atMs": "1.5s"', 'plan-wrong-type', 'faults[0].when.atMs: expected a number, got "1.5s"'],
      ['"kind": "kill"', '"kind": "kil"', 'plan-unknown-fault', 'got "kil"; did you mean "kill"?'],
      [
        '"world": "local"',
        '"world": "lokal"',
        'plan-bad-value',
        'world: expected one of local, simulated, got "lokal"; did you mean "local"?',
      ],
      ['"name": "smoke"', '"name": "../x"', 'plan-bad-value', 'name: expected a name of letters'],
      ['"probability": 0.1', '"probability": 1.5', 'plan-bad-value', 'faults[2].probability: expected a number of at most 1, got 1.5'],
    ];
    for (const [from, to, code, message] of cases) {
      const told = refusal(change(from, to));
      expect(told).toContain(`${code} 254 plan.json:`);
      expect(told).toContain(message);
    }
    const tooBig = refusal(change('9007199254740991', '9007199254740993'));
    expect(tooBig).toContain('plan-bad-value');
  });

  it('refuses names that stand for nothing', () => {
    const node = change('"from": "n1"', '"from": "n9"');
    expect(refusal(node)).toContain(`plan-unknown-target 254 ${at(node, '"n9"')} faults[6].from: expected one of n1, n2, n3,`);
    const after = change('"after": "f1"', '"after": "f99"');
    expect(refusal(after)).toContain(`plan-unknown-step 254 ${at(after, '"f99"')} faults[1].when.after`);
    const reference = change('"node": "@f1"', '"node": "@f77"');
    expect(refusal(reference)).toContain(`plan-unknown-step 254 ${at(reference, '"@f77"')} faults[2].until.match.node`);
    const twice = change('"id": "f11"', '"id": "f1"');
    expect(refusal(twice)).toContain('plan-duplicate-id');
    const variant = change('"n2": "stale-read"', '"n7": "stale-read"');
    expect(refusal(variant)).toContain(`plan-unknown-node 254 ${at(variant, '"n7"')}`);
    expect(refusal(change('"atMs": 0,', '"event": "frame",').replace('"after": "f1"', '"after": "f2"'))).toContain(
      'it would wait for itself',
    );
    expect(refusal(text.replace('"event": "frame"\n      },\n      "resolve', '"atMs": 1\n      },\n      "resolve'))).toContain(
      '"trigger"',
    );
  });

  it('refuses names that this build does not know, of a plan that is to be run', () => {
    const bug = change('"n2": "stale-read"', '"n2": "zzz"');
    expect(refusal(bug)).toBe('accepted');
    expect(refusal(bug, known)).toContain(
      `plan-unknown-bug 254 ${at(bug, '"zzz"')} system.variants.n2: expected a bug, one of stale-read,`,
    );
    const checker = change('"checkers": [\n    "linearizability"', '"checkers": [\n    "linearisability"');
    expect(refusal(checker, known)).toContain('did you mean "linearizability"?');
    expect(refusal(text, known)).toBe('accepted');
  });

  it('refuses a core phase that could not serve', () => {
    const core = (stops: readonly string[], cuts: readonly [string, string][] = [], nodes = ['n1', 'n2', 'n3', 'n4', 'n5']) => {
      const changed = {
        ...plan,
        faults: [],
        system: { ...plan.system, nodes },
        core: { stops: stops.map((node) => ({ node, how: 'dead' })), cuts: cuts.map(([from, to]) => ({ from, to })) },
      };
      return refusal(JSON.stringify(changed));
    };
    expect(core([])).toBe('accepted');
    expect(core(['n4', 'n5'], [['n1', 'n2']])).toBe('accepted');
    expect(core(['n4', 'n5', 'n1'])).toContain('core.stops: expected at most a minority of the 5 nodes (2), got 3');
    expect(core(['n4'], [], ['n1', 'n2', 'n3', 'n4'])).toBe('accepted');
    expect(core(['n3', 'n4'], [], ['n1', 'n2', 'n3', 'n4'])).toContain('at most a minority of the 4 nodes (1), got 2');
    expect(core(['n2'], [], ['n1', 'n2'])).toContain('at most a minority of the 2 nodes (0), got 1');
    expect(core(['n4', 'n4'])).toContain('plan-bad-value');
    expect(core(['n9'])).toContain('core.stops[0].node: expected one of n1, n2, n3, n4, n5, got "n9"');
    expect(core(['n4'], [['n1', 'n4']])).toContain('core.cuts[0].to: expected one of n1, n2, n3, n5, got "n4"');
    expect(core([], [['n1', 'n1']])).toContain('core.cuts[0]: expected a link between two nodes');
    const everyOne: [string, string][] = [
      ['n1', 'n2'],
      ['n2', 'n3'],
      ['n3', 'n1'],
    ];
    expect(core(['n4', 'n5'], everyOne.slice(0, 2))).toContain('core.cuts: expected one node of the core (n1, n2, n3)');
    expect(core([], everyOne)).toBe('accepted');
  });

  it('refuses knobs of the simulated world that contradict each other', () => {
    const cases: [string, string, string][] = [
      ['"driftPpm": -20', '"driftPmm": -20', 'expected no key "driftPmm"; did you mean "driftPpm"?'],
      ['"n2": {\n        "offsetMs"', '"n8": {\n        "offsetMs"', 'simulation.clocks: expected names of nodes (n1, n2, n3), got "n8"'],
      ['"lossProbability": 0', '"lossProbability": 1.5', 'simulation.network.lossProbability: expected a number of at most 1, got 1.5'],
      ['"meanLatencyMs": 1.5', '"meanLatencyMs": 0.25', 'simulation.network.meanLatencyMs: expected at least minLatencyMs (0.5), got 0.25'],
      ['"ordered": true', '"ordered": 1', 'simulation.network.ordered: expected true or false, got 1'],
      ['1,\n          7', '7,\n          7', 'simulation.network.priorities.changes[1]: expected rising numbers, got 7 after 7'],
      ['0.02,\n        0.1', '0.2,\n        0.1', 'simulation.disk.writeMs: expected [least, most], got [0.2, 0.1]'],
      ['"how": "cut-off"', '"how": "gone"', 'core.stops[0].how: expected one of dead, cut-off, got "gone"'],
    ];
    for (const [from, to, message] of cases) expect(refusal(change(from, to))).toContain(message);
  });

  it('refuses a script that no client could follow', () => {
    const client = change('"client": 9', '"client": 10');
    expect(refusal(client)).toContain('load.script[0].client: expected a client below concurrency (10; the first is 0), got 10');
    expect(refusal(change('"atMs": 5', '"atMs": 6'))).toContain(
      'load.script[2].atMs: expected the operations of client 9 in order of atMs, got 5 after 6',
    );
    expect(refusal(change('"readOnly": true', '"readonly": true'))).toContain('did you mean "readOnly"?');
  });

  it('says where JSON ends being JSON', () => {
    expect(refusal('{\n  "format": 1,\n  oops\n}')).toContain('plan-syntax 254 plan.json:3:3 ');
    expect(refusal('{"format": 1')).toContain('plan-syntax 254 plan.json:1:13 ');
    expect(refusal('')).toContain('plan-syntax 254 plan.json:1:1 ');
    expect(refusal('[]')).toContain('plan-wrong-type 254 plan.json:1:1 expected a map, got []');
    expect(refusal('null')).toContain('expected a map, got null');
  });
});
