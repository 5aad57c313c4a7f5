/**
 * Steps may refer to each other: `after`, `@f1`, `!@f1`. When a step is taken away, what others say of it is replaced by what it came
 * to in the run at hand: when it began, and whom it struck. A step for which that cannot be said goes with it.
 */
import { type FaultStep, isJsonObject, type Json, type JsonObject, type NodeId, type Plan, roundMs, type When } from '../../core/index.ts';
import { withFaults } from './plan-edits.ts';
import type { Timeline } from './timeline.ts';

/** The plan with these steps alone, and those of them left out that make no sense without the others. */
export function keepSteps(plan: Plan, kept: ReadonlySet<string>, timeline: Timeline): Plan {
  let steps = plan.faults.filter(({ id }) => kept.has(id));
  for (;;) {
    const there = new Set(steps.map(({ id }) => id));
    const settled = steps.flatMap((step) => settle(step, { plan, there, timeline }) ?? []);
    // A step that went may have been referred to itself.
    if (settled.length === steps.length) return withFaults(plan, settled);
    steps = settled;
  }
}

interface Scene {
  readonly plan: Plan;
  /** Steps that may be referred to. */
  readonly there: ReadonlySet<string>;
  readonly timeline: Timeline;
}

function settle(step: FaultStep, scene: Scene): FaultStep | undefined {
  const own = scene.timeline.steps.get(step.id);
  const when = settleWhen(step.when, own?.beganMs, scene);
  const until = step.until === undefined ? undefined : settleWhen(step.until, own?.endedMs, scene);
  if (when === undefined || (step.until !== undefined && until === undefined)) return undefined;
  const timed = { ...step, when, ...(until === undefined ? {} : { until }) };
  return settleNames(timed, scene);
}

/** `atMs`: when it came in the run at hand. */
function settleWhen(when: When, atMs: number | undefined, scene: Scene): When | undefined {
  const { after } = when;
  const dangling = (after !== undefined && !scene.there.has(after)) || danglingIn('match' in when ? when.match : undefined, scene);
  if (!dangling) return when;
  if (!('atMs' in when)) return atMs === undefined ? undefined : { atMs };
  const from = after === undefined ? undefined : scene.timeline.steps.get(after);
  return from === undefined ? undefined : { atMs: roundMs(from.beganMs + when.atMs) };
}

function settleNames(step: FaultStep, scene: Scene): FaultStep | undefined {
  let lost = false;
  const named = <T extends string | readonly NodeId[]>(target: T): T | readonly NodeId[] => {
    const reference = typeof target === 'string' ? readReference(target) : undefined;
    if (reference === undefined || scene.there.has(reference.step)) return target;
    const nodes = nodesOf(reference, scene);
    if (nodes === undefined) lost = true;
    return nodes ?? target;
  };
  const settled: FaultStep =
    'from' in step
      ? { ...step, from: named(step.from), to: named(step.to) }
      : 'target' in step && step.target !== undefined
        ? { ...step, target: named(step.target) }
        : step;
  const fields = 'match' in step ? step.match?.fields : undefined;
  return lost || danglingIn(fields, scene) ? undefined : settled;
}

function danglingIn(fields: JsonObject | undefined, { there }: Scene): boolean {
  return referencesIn(fields ?? {}).some((step) => !there.has(step));
}

/** Whom the reference meant; undefined if its step never began, or struck links rather than nodes. */
function nodesOf({ step, others }: Reference, { plan, timeline }: Scene): readonly NodeId[] | undefined {
  const struck = timeline.steps.get(step)?.target;
  const { nodes } = plan.system;
  if (struck === undefined || struck.length === 0 || !struck.every((name) => nodes.includes(name))) return undefined;
  return others ? nodes.filter((node) => !struck.includes(node)) : struck;
}

export interface Reference {
  readonly step: string;
  /** `!@f3`: every node that f3 did not strike. */
  readonly others: boolean;
}

export function readReference(text: string): Reference | undefined {
  const [, not, step] = /^(!?)@(.+)$/.exec(text) ?? [];
  return step === undefined ? undefined : { step, others: not === '!' };
}

function referencesIn(value: Json): string[] {
  if (typeof value === 'string') return [readReference(value)?.step ?? []].flat();
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isJsonObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}
