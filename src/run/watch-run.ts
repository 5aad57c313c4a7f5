import { checkers } from '../../checkers/index.ts';
import { workloads } from '../../workloads/index.ts';
import type { Finding, HistoryEvent, TraceItem } from '../core/index.ts';
import { parsePlan } from '../suite/index.ts';
import { openJudges } from './judge.ts';
import { tracedOf } from './systems.ts';

/**
 * Judges a run of somebody else's while it goes on, by those checkers of its plan that tell what they find at once: the others keep everything
 * for the end, which nobody who only looks waits for. undefined: its plan is not one that is known here.
 */
export function watchRun(
  planText: string,
  found: (checker: string, finding: Finding) => void,
): { readonly checkers: readonly string[]; history(event: HistoryEvent): void; trace(item: TraceItem): void } | undefined {
  try {
    const plan = parsePlan(planText, 'plan.json');
    const workload = workloads.get(plan.workload.name);
    const traced = tracedOf(plan);
    if (workload === undefined || traced === undefined) return undefined;
    const asked = [...checkers.values()].filter(({ name, tellsEarly }) => tellsEarly === true && plan.checkers.includes(name));
    const judges = openJudges({ plan, model: workload.model, traced, checkers: asked, found });
    return {
      checkers: asked.map(({ name }) => name),
      history: (event) => judges.history(event),
      trace: (item) => judges.trace(item),
    };
  } catch {
    return undefined;
  }
}
