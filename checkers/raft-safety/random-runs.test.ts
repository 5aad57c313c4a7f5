import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceItem } from '../../src/core/index.ts';
import type { RuleName } from './rule-names.ts';
import { modelTrace } from './test-model-cluster.ts';
import { type ModelRules, rightRules } from './test-model-rules.ts';
import { checkTrace } from './test-scenario-cluster.ts';

const STEPS = 400;
const RIGHT_RUNS = 2000;
const RIGHT_LONG_RUNS = 10;
/** A broken rule must be seen within so many seeds. */
const SEEDS_PER_BUG = 200;

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const sizes = fc.constantFrom(1, 3, 5);

describe('random runs of a right Raft', () => {
  it('are never blamed', () => {
    fc.assert(
      fc.property(seeds, sizes, (seed, nodeCount) => {
        const { findings, verdict } = checkTrace(modelTrace({ seed, nodeCount, steps: STEPS, rules: rightRules }));
        expect(findings).toEqual([]);
        expect(verdict).toBe('valid');
      }),
      { numRuns: RIGHT_RUNS },
    );
  });

  it('are never blamed however long they are, and let every rule be evaluated', () => {
    const evaluated = new Set<string>();
    fc.assert(
      fc.property(seeds, (seed) => {
        const { findings, counts } = checkTrace(modelTrace({ seed, nodeCount: 5, steps: 10 * STEPS, rules: rightRules }));
        expect(findings).toEqual([]);
        for (const [rule, count] of Object.entries(counts ?? {})) if (count > 0) evaluated.add(rule);
      }),
      { numRuns: RIGHT_LONG_RUNS },
    );
    expect(evaluated.size).toBe(14);
  });

  it('are never blamed for events that were lost', () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (seed, lost) => {
        const items = modelTrace({ seed, nodeCount: 3, steps: STEPS, rules: rightRules });
        // What a boot wrote last cannot be lost by itself: its line is written before any effect of its step leaves the node.
        const hasSuccessor = (at: number) => items.slice(at + 1).some((later) => isSameBoot(items[at], later));
        const holes = new Set(lost.map((at) => at % items.length).filter(hasSuccessor));
        expect(checkTrace(items.filter((_, at) => !holes.has(at))).findings).toEqual([]);
      }),
      { numRuns: RIGHT_RUNS / 4 },
    );
  });
});

describe('random runs of a broken Raft', () => {
  const bugs: readonly (readonly [keyof ModelRules, RuleName])[] = [
    ['voteDurable', 'vote-durability'],
    ['entriesDurable', 'append-durability'],
    ['countsOwnTermOnly', 'commit-legality'],
    ['removesConflictsOnly', 'truncation'],
    ['comparesLogs', 'leader-completeness'],
    ['knowsDuplicates', 'exactly-once'],
    ['bindsCommitToLog', 'commit-legality'],
    ['countsVotersOnce', 'election-safety'],
  ];

  it.each(bugs)('without %s break %s', (bug, rule) => {
    const rules = { ...rightRules, [bug]: false };
    const broken = new Set<string>();
    for (let seed = 0; seed < SEEDS_PER_BUG && !broken.has(rule); seed += 1)
      for (const finding of checkTrace(modelTrace({ seed, nodeCount: seed % 2 === 0 ? 3 : 5, steps: 2 * STEPS, rules })).findings)
        broken.add(finding.rule);
    expect([...broken]).toContain(rule);
  });

  it('come to the same verdict in whatever order the nodes are heard', () => {
    const bug = fc.constantFrom(undefined, ...bugs.map(([name]) => name));
    fc.assert(
      fc.property(seeds, bug, fc.infiniteStream(fc.nat()), (seed, broken, draws) => {
        const rules = broken === undefined ? rightRules : { ...rightRules, [broken]: false };
        const items = modelTrace({ seed, nodeCount: 3, steps: STEPS, rules });
        const told = checkTrace(items);
        const again = checkTrace(shuffled(items, draws));
        expect(again.verdict).toBe(told.verdict);
        if (broken === undefined) expect(again.findings).toEqual([]);
      }),
      { numRuns: RIGHT_RUNS / 4 },
    );
  });
});

/** Every node's events in their order, and nothing kept of the order between nodes. */
function shuffled(items: readonly TraceItem[], draws: Iterator<number>): TraceItem[] {
  const nodeOf = (item: TraceItem) => (item.kind === 'event' ? item.event.node : item.node);
  const queues = [...new Set(items.map(nodeOf))].map((node) => items.filter((item) => nodeOf(item) === node));
  const order: TraceItem[] = [];
  while (queues.length > 0) {
    const at = Number(draws.next().value) % queues.length;
    const burst = 1 + (Number(draws.next().value) % 20);
    order.push(...(queues[at]?.splice(0, burst) ?? []));
    if (queues[at]?.length === 0) queues.splice(at, 1);
  }
  return order;
}

function isSameBoot(a: TraceItem | undefined, b: TraceItem): boolean {
  return a?.kind === 'event' && b.kind === 'event' && a.event.node === b.event.node && a.event.boot === b.event.boot;
}
