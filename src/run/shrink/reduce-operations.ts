import { type Finding, type HistoryEvent, isClientEvent, type Plan, type ScriptedOperation } from '../../core/index.ts';
import { ddmin } from './ddmin.ts';
import { inOrder, withPhases, withScript } from './plan-edits.ts';
import type { Search } from './search.ts';
import { phaseOf, timelineOf } from './timeline.ts';

/** What the clients did in a run, as a script that does the same. */
export type ScriptOf = (history: readonly HistoryEvent[], plan: Plan) => readonly ScriptedOperation[];

/** After the last operation, so that reads that stand for the final ones come when the faults are likely to be over. */
const READ_AFTER_MS = 500;
const READ_WITHIN_MS = 1000;

/** Writes the load down as a script, if the plan still draws it, and does without the final reads. */
export async function scriptOperations(search: Search, scriptOf: ScriptOf): Promise<void> {
  const { best, trial } = search;
  if (best.load.script === undefined) {
    const scripted = withScript(best, scriptOf(trial.history, best));
    // Alone it changes nothing; without the final reads it may.
    if (!(await search.attempt(withPhases(scripted, { finalReadsMs: 0 })))) await search.attempt(scripted);
  }
  if (search.best.phases.finalReadsMs > 0) await search.attemptAny(withoutFinalReads(search.best, search.trial.finding, trial.history));
}

function* withoutFinalReads(plan: Plan, finding: Finding, history: readonly HistoryEvent[]): Generator<Plan> {
  const without = withPhases(plan, { finalReadsMs: 0 });
  yield without;
  const { script } = plan.load;
  const begin = history.findIndex((event) => phaseOf(event) === 'final-reads');
  if (script === undefined || begin < 0) return;
  const cited = history.slice(begin).filter((event) => isClientEvent(event) && finding.events?.includes(event.index) === true);
  const atMs = plan.phases.safetyMs + READ_AFTER_MS;
  const reads = cited.flatMap((event): ScriptedOperation[] => {
    if (!isClientEvent(event) || event.type === 'invoke') return [];
    const key = event.key === undefined ? {} : { key: event.key };
    return [{ client: event.process % plan.load.concurrency, atMs, f: event.f, ...key, value: null, readOnly: true }];
  });
  if (reads.length === 0) return;
  yield withPhases(withScript(without, [...script, ...reads]), { safetyMs: plan.phases.safetyMs + READ_WITHIN_MS });
}

/** What is cheap to try and takes much away: what came after the failure, and other keys than that of the finding. */
export async function cutOperations(search: Search): Promise<void> {
  const { key, events = [] } = search.trial.finding;
  const { history } = search.trial;
  const { since } = timelineOf(history);
  const cited = history.filter((event) => events.includes(event.index));
  const lastMs = Math.max(0, ...cited.map(since));
  const { script } = search.best.load;
  if (script === undefined) return;
  if (key !== undefined)
    await search.attempt(
      withScript(
        search.best,
        script.filter((each) => each.key === key),
      ),
    );
  if (lastMs > 0) await search.attempt(endingAt(search.best, lastMs));
  await bisectEnd(search);
}

/** Without what comes later; the phase ends a little after. */
function endingAt(plan: Plan, endMs: number): Plan {
  const script = (plan.load.script ?? []).filter(({ atMs }) => atMs <= endMs);
  return withPhases(withScript(plan, script), { safetyMs: Math.min(plan.phases.safetyMs, Math.ceil(endMs) + 1) });
}

/** The earliest end of the safety phase by halving; what is not monotone in it is found by later rounds. */
async function bisectEnd(search: Search): Promise<void> {
  let low = 0;
  while (!search.stopped && search.best.phases.safetyMs - low > Math.max(50, search.best.phases.safetyMs / 10)) {
    const middle = Math.floor((low + search.best.phases.safetyMs) / 2);
    if (!(await search.attempt(endingAt(search.best, middle - 1)))) low = middle;
  }
}

/** The operations of the script. */
export async function reduceOperations(search: Search): Promise<void> {
  const { script } = search.best.load;
  if (script === undefined) return;
  await ddmin(
    script,
    (kept) => search.attempt(withScript(search.best, kept)),
    () => search.stopped,
  );
}

/** All operations on one key, else each key's on another's. */
export async function mergeKeys(search: Search): Promise<void> {
  const keys = [...new Set((search.best.load.script ?? []).map(({ key }) => key))].filter((key) => key !== undefined);
  const [first] = keys;
  if (first === undefined || keys.length < 2) return;
  if (await search.attempt(renameKeys(search.best, new Set(keys), first))) return;
  for (const from of keys.slice(1)) await search.attempt(renameKeys(search.best, new Set([from]), first));
}

function renameKeys(plan: Plan, from: ReadonlySet<string>, to: string): Plan {
  const script = plan.load.script ?? [];
  return withScript(plan, inOrder(script.map((each) => (each.key !== undefined && from.has(each.key) ? { ...each, key: to } : each))));
}
