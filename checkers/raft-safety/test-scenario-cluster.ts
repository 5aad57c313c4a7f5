import { expect } from 'vitest';
import type { CheckContext, CheckerResult, Finding, TraceItem } from '../../src/core/index.ts';
import { raftSafety } from './index.ts';
import type { RuleName } from './rule-names.ts';
import { Scenario, type ScenarioNode } from './test-scenario.ts';

const MEMORY_BYTES = 256 * 1024 * 1024;

/** What the checker says of these items, in this order. */
export function checkTrace(
  items: Iterable<TraceItem>,
  found: (finding: Finding) => void = () => {},
  memoryBytes: number = MEMORY_BYTES,
): CheckerResult {
  const plan = { limits: { checkerMemoryBytes: memoryBytes } } as CheckContext['plan'];
  const session = raftSafety.open({ plan, model: 'kv', traced: true, found });
  for (const item of items) session.trace(item);
  return session.finish();
}

/** Says which rules break; no other may. */
export function expectBroken(items: readonly TraceItem[], ...rules: readonly RuleName[]): readonly Finding[] {
  const { verdict, findings } = checkTrace(items);
  expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual([...rules].sort());
  expect(verdict).toBe('invalid');
  for (const finding of findings) expect(finding.trace?.length).toBeGreaterThan(0);
  return findings;
}

export type Trio = readonly [n1: ScenarioNode, n2: ScenarioNode, n3: ScenarioNode];

/** Three nodes; n1 leads term 1 with the vote of n2, and its first entry is committed everywhere. */
export function settled(): { scenario: Scenario; trio: Trio } {
  const scenario = new Scenario('n1', 'n2', 'n3');
  const trio = scenario.nodes as unknown as Trio;
  const [n1, n2, n3] = trio;
  for (const node of trio) node.start();
  n1.campaign(1, n2, n3);
  n2.voteFor(n1);
  n1.lead(n1, n2);
  write('noop', n1, n2, n3);
  return { scenario, trio };
}

/** One write, committed everywhere. */
export function write(command: string, leader: ScenarioNode, ...followers: readonly ScenarioNode[]): void {
  leader.propose(command);
  leader.sync();
  for (const follower of followers) follower.follow(leader);
  leader.commit(leader.log.length, ...followers);
  for (const follower of followers) follower.commitFrom(leader);
}

/** n1 holds an entry of term 1 that nobody else has, and leads again in term 3 after n2 led term 2. */
export function leaderWithOldEntry(): { items: TraceItem[]; trio: Trio } {
  const { scenario, trio } = settled();
  const [n1, n2, n3] = trio;
  n1.propose('a:1');
  n1.sync();
  n2.campaign(2, n3);
  n3.voteFor(n2);
  n2.lead(n2, n3);
  n1.campaign(3, n3);
  n3.voteFor(n1);
  n1.lead(n1, n3);
  return { items: scenario.items, trio };
}
