import type { Plan } from '../../core/index.ts';
import { ddmin } from './ddmin.ts';
import { withCore } from './plan-edits.ts';
import type { Search } from './search.ts';
import { keepSteps } from './step-references.ts';
import { timelineOf } from './timeline.ts';

/** The core phase as a whole, else each of its stops and cuts. */
export async function reduceCore(search: Search): Promise<void> {
  const { best } = search;
  if (best.core === undefined && best.phases.coreMs === 0) return;
  if (await search.attempt(withCore(best, undefined))) return;
  await search.attemptAny(withoutCoreStops(search.best));
  for (const name of ['stops', 'cuts'] as const) {
    const { core } = search.best;
    if (core === undefined) return;
    for (let at = core[name].length - 1; at >= 0; at -= 1) {
      const now = search.best.core;
      if (now !== undefined) await search.attempt(withCore(search.best, { ...now, [name]: now[name].filter((_, i) => i !== at) }));
    }
  }
}

function* withoutCoreStops(plan: Plan): Generator<Plan> {
  if (plan.core === undefined) return;
  yield withCore(plan, { stops: [], cuts: [] });
  yield withCore(plan, { ...plan.core, stops: [] });
  yield withCore(plan, { ...plan.core, cuts: [] });
}

/** The steps of the schedule. */
export async function reduceFaults(search: Search): Promise<void> {
  const ids = search.best.faults.map(({ id }) => id);
  await ddmin(
    ids,
    (kept) => search.attempt(keepSteps(search.best, new Set(kept), timelineOf(search.trial.history))),
    () => search.stopped,
  );
}
