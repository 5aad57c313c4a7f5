import { describe, expect, it } from 'vitest';
import { FaultlineError, type FaultStep, formatPlace, type Plan } from '../core/index.ts';
import { parsePlan } from './index.ts';

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
  load: { concurrency: 10, ratePerSecond: 0, attemptTimeoutMs: 1000, operationTimeoutMs: 3000 },
  phases: { readyTimeoutMs: 1, safetyMs: 2, coreMs: 0, convergenceMs: 3, finalReadsMs: 4, stopMs: 5 },
  faults,
  checkers: ['linearizability'],
  limits: { minOkDuringFaults: 50, checkerBudgetMs: 30000, checkerMemoryBytes: 1, harnessLagMs: 50 },
};
const text = JSON.stringify(plan, null, 2);

function refusal(changed: string): string {
  try {
    parsePlan(changed, 'plan.json');
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

  it('says where JSON ends being JSON', () => {
    expect(refusal('{\n  "format": 1,\n  oops\n}')).toContain('plan-syntax 254 plan.json:3:3 ');
    expect(refusal('{"format": 1')).toContain('plan-syntax 254 plan.json:1:13 ');
    expect(refusal('')).toContain('plan-syntax 254 plan.json:1:1 ');
    expect(refusal('[]')).toContain('plan-wrong-type 254 plan.json:1:1 expected a map, got []');
    expect(refusal('null')).toContain('expected a map, got null');
  });
});
