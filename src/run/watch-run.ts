import { checkers } from '../../checkers/index.ts';
import { systems } from '../../nodes/index.ts';
import { workloads } from '../../workloads/index.ts';
import type { Finding, HistoryEvent, TraceItem } from '../core/index.ts';
import { parsePlan } from '../suite/index.ts';
import { openJudges } from './judge.ts';

/** The checkers that tell what they find while a run goes on. The others keep everything for the end, which nobody who only looks waits for. */
const early: readonly string[] = ['raft-safety'];

/** Judges a run of somebody else's while it goes on, as its plan says. undefined: its plan is not one that is known here. */
export function watchRun(
  planText: string,
  found: (checker: string, finding: Finding) => void,
): { history(event: HistoryEvent): void; trace(item: TraceItem): void } | undefined {
  try {
    const plan = parsePlan(planText, 'plan.json');
    const workload = workloads.get(plan.workload.name);
    const system = systems.get(plan.system.name);
    if (workload === undefined || system === undefined) return undefined;
    const asked = [...checkers.values()].filter(({ name }) => early.includes(name) && plan.checkers.includes(name));
    return openJudges({ plan, model: workload.model, traced: system.traced, checkers: asked, found });
  } catch {
    return undefined;
  }
}
