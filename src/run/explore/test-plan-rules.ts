import { expect } from 'vitest';
import type { Plan } from '../../core/index.ts';
import { majorityOf } from '../../core/index.ts';
import { checkSchedule } from '../../nemesis/index.ts';
import { parsePlan } from '../../suite/index.ts';
import { timingOf } from './draw-cluster.ts';
import { damagedBy } from './draw-core.ts';

/** What holds for every plan of this room, drawn or mutated. */
export function expectSound(plan: Plan): void {
  const { nodes, config } = plan.system;
  const where = `seed ${plan.seed}: ${JSON.stringify(plan)}`;
  const majority = majorityOf(nodes.length);
  expect(plan.world, where).toBe('simulated');
  checkSchedule(plan.faults, nodes);
  expect(parsePlan(JSON.stringify(plan), 'plan.json'), where).toEqual(plan);
  for (const step of plan.faults) {
    const begin = 'atMs' in step.when ? step.when.atMs : Number.NaN;
    expect(begin >= 0 && (step.forMs ?? 0) > 0 && begin + (step.forMs ?? 0) <= plan.phases.safetyMs, where).toBe(true);
  }
  const stopped = plan.core?.stops.map(({ node }) => node) ?? [];
  const damaged = damagedBy(plan.faults);
  expect(nodes.length - stopped.length, where).toBeGreaterThanOrEqual(majority);
  expect(nodes.length - damaged.length, where).toBeGreaterThanOrEqual(majority);
  for (const node of damaged) expect(stopped, where).toContain(node);
  expectServing(plan, where);
  const { heartbeatMs, electionTimeoutMs } = timingOf(config);
  expect(electionTimeoutMs[0], where).toBeGreaterThan(2 * heartbeatMs);
  expect(electionTimeoutMs[1], where).toBeGreaterThan(electionTimeoutMs[0]);
  expect(plan.phases.coreMs, where).toBeGreaterThan(10 * electionTimeoutMs[1]);
  expect(plan.phases.convergenceMs, where).toBeGreaterThan(10 * electionTimeoutMs[1]);
  expect(plan.limits.minOkDuringFaults, where).toBeGreaterThanOrEqual(5);
}

/** A majority of all nodes is in the core with every link among its own; whoever lost a link keeps two-way ones to less than a majority. */
function expectServing(plan: Plan, where: string): void {
  const { nodes } = plan.system;
  const stopped = plan.core?.stops.map(({ node }) => node) ?? [];
  const cuts = plan.core?.cuts ?? [];
  const core = nodes.filter((node) => !stopped.includes(node));
  const isCut = (a: string, b: string): boolean => cuts.some(({ from, to }) => (from === a && to === b) || (from === b && to === a));
  const twoWay = (node: string): number => 1 + core.filter((other) => other !== node && !isCut(node, other)).length;
  for (const { from, to } of cuts) expect([core.includes(from), core.includes(to)], where).toEqual([true, true]);
  const able = core.filter((node) => twoWay(node) >= majorityOf(nodes.length));
  expect(able.length, where).toBeGreaterThanOrEqual(majorityOf(nodes.length));
  for (const a of able) for (const b of able) expect(isCut(a, b), where).toBe(false);
}
