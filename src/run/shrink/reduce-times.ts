import type { FaultStep, Ms, Plan, When } from '../../core/index.ts';
import { inOrder, withFaults, withPhases, withScript } from './plan-edits.ts';
import type { Search } from './search.ts';
import { timelineOf } from './timeline.ts';

/** A stretch of time in which nothing is asked for is not shortened below this. */
const SHORT_GAP_MS = 10;
/** An interval is halved down to this. */
const SHORT_INTERVAL_MS = 10;
const ROUND_TO_MS: readonly Ms[] = [100, 10, 1];

/** A shorter run, and times that are easier to read: an early end, no idle stretches, short faults, round numbers. */
export async function reduceTimes(search: Search): Promise<void> {
  await endEarly(search);
  await closeGaps(search);
  await shortenFaults(search);
  await endEarly(search);
  await roundTimes(search);
}

async function endEarly(search: Search): Promise<void> {
  const { lastInvokedMs, lastCompletedMs, lastFaultMs } = timelineOf(search.trial.history);
  const ends = [lastInvokedMs, lastCompletedMs, Math.max(lastCompletedMs, lastFaultMs)].map((ms) => Math.ceil(ms) + 1);
  const plans = [...new Set(ends)]
    .filter((safetyMs) => safetyMs < search.best.phases.safetyMs)
    .map((safetyMs) => withPhases(search.best, { safetyMs }));
  if (await search.attemptAny(plans)) return;
  for (;;) {
    const safetyMs = Math.floor(search.best.phases.safetyMs / 2);
    if (safetyMs < SHORT_GAP_MS || !(await search.attempt(withPhases(search.best, { safetyMs })))) return;
  }
}

async function closeGaps(search: Search): Promise<void> {
  // From the end, so that the points before stay where they are.
  for (let at = momentsOf(search.best).length - 1; at >= 0; at -= 1) {
    const moments = [0, ...momentsOf(search.best)];
    const [from, to] = [moments[at] ?? 0, moments[at + 1] ?? 0];
    const gap = to - from;
    await search.attemptAny(
      [SHORT_GAP_MS, gap / 4, gap / 2]
        .map((ms) => Math.ceil(ms))
        .filter((ms) => ms >= SHORT_GAP_MS && ms < gap)
        .map((ms) => warp(search.best, (moment) => (moment >= to ? moment - (gap - ms) : Math.min(moment, from + ms)))),
    );
  }
}

async function shortenFaults(search: Search): Promise<void> {
  for (const { id } of search.best.faults) {
    for (;;) {
      const step = search.best.faults.find((each) => each.id === id);
      if (step?.forMs === undefined || step.forMs <= SHORT_INTERVAL_MS) break;
      const forMs = Math.max(SHORT_INTERVAL_MS, Math.floor(step.forMs / 2));
      if (!(await search.attempt(changeStep(search.best, id, (each) => ({ ...each, forMs }))))) break;
    }
  }
}

/** All at once, else one by one. Times only ever go down, so that this comes to an end. */
async function roundTimes(search: Search): Promise<void> {
  for (const unit of ROUND_TO_MS) {
    const down = (ms: Ms): Ms => Math.floor(ms / unit) * unit;
    if (await search.attempt(warp(search.best, down))) continue;
    for (const { id } of search.best.faults) {
      await search.attempt(changeStep(search.best, id, (step) => warpStep(step, down)));
    }
    for (const at of (search.best.load.script ?? []).keys()) {
      const script = (search.best.load.script ?? []).map((each, i) => (i === at ? { ...each, atMs: down(each.atMs) } : each));
      await search.attempt(withScript(search.best, inOrder(script)));
    }
  }
}

/** Every moment that the plan names, in order: begins of operations and faults, ends of faults, the end of the phase. */
function momentsOf(plan: Plan): Ms[] {
  const steps = plan.faults.flatMap((step) => {
    const begin = absolute(step.when);
    return begin === undefined ? [] : [begin, ...(step.forMs === undefined ? [] : [begin + step.forMs])];
  });
  const operations = (plan.load.script ?? []).map(({ atMs }) => atMs);
  const within = [...steps, ...operations].filter((ms) => ms < plan.phases.safetyMs);
  return [...new Set([...within, plan.phases.safetyMs])].filter((ms) => ms > 0).sort((a, b) => a - b);
}

/** The plan in another time: every moment that it names goes where `to` (which never changes their order) says. */
export function warp(plan: Plan, to: (moment: Ms) => Ms): Plan {
  const script = plan.load.script?.map((each) => ({ ...each, atMs: to(each.atMs) }));
  const steps = withFaults(
    plan,
    plan.faults.map((step) => warpStep(step, to)),
  );
  const scripted = script === undefined ? steps : withScript(steps, script);
  // The end is rounded up: what was asked for before it is asked for still.
  const safetyMs = Math.min(
    plan.phases.safetyMs,
    Math.max(Math.ceil(to(plan.phases.safetyMs)), ...(script ?? []).map(({ atMs }) => Math.ceil(atMs) + 1)),
  );
  return withPhases(scripted, { safetyMs });
}

function warpStep(step: FaultStep, to: (moment: Ms) => Ms): FaultStep {
  const begin = absolute(step.when);
  if (begin === undefined) return step;
  const forMs = step.forMs === undefined ? {} : { forMs: Math.max(1, to(begin + step.forMs) - to(begin)) };
  return { ...step, when: { atMs: to(begin) }, ...forMs };
}

/** undefined: it does not count from the begin of the phase. */
function absolute(when: When): Ms | undefined {
  return 'atMs' in when && when.after === undefined ? when.atMs : undefined;
}

function changeStep(plan: Plan, id: string, change: (step: FaultStep) => FaultStep): Plan {
  return withFaults(
    plan,
    plan.faults.map((step) => (step.id === id ? change(step) : step)),
  );
}
