import { badInput, type FaultStep, isJsonObject, type Json, type NodeId, type When } from '../core/index.ts';
import { readReference, roles } from './targets.ts';

/** Refuses a schedule that names what there is not: a step, a node, or two steps of one name. */
export function checkSchedule(steps: readonly FaultStep[], nodes: readonly NodeId[]): void {
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id)) throw badInput('duplicate-fault-id', `Each fault needs an id of its own; "${id}" stands twice.`);
    ids.add(id);
  }
  for (const step of steps) {
    const whens = [step.when, ...(step.until === undefined ? [] : [step.until])];
    for (const reference of [...whens.flatMap(afterOf), ...referencesIn(step)]) {
      if (ids.has(reference)) continue;
      throw badInput(
        'unknown-fault-id',
        `Fault ${step.id} refers to fault "${reference}", which is not in the schedule (${[...ids].join(', ')}).`,
      );
    }
    for (const name of namesIn(step)) {
      if (nodes.includes(name) || roles.includes(name)) continue;
      const expected = `a node (${nodes.join(', ')}), a role (${roles.join(', ')}) or @id of a fault`;
      throw badInput('unknown-target', `Fault ${step.id} should strike ${expected}, got "${name}".`);
    }
  }
}

function afterOf(when: When): string[] {
  return when.after === undefined ? [] : [when.after];
}

/** Every `@id` and `!@id` anywhere in the step. */
function referencesIn(value: unknown): string[] {
  if (typeof value === 'string') return [readReference(value)?.step ?? []].flat();
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isJsonObject(value) ? Object.values(value as Readonly<Record<string, Json>>).flatMap(referencesIn) : [];
}

function namesIn(step: FaultStep): string[] {
  const ends = 'from' in step ? [step.from, step.to].filter((end) => end !== 'clients' && end !== 'nodes' && end !== 'any') : [];
  const targets = 'target' in step && step.target !== undefined ? [step.target] : [];
  return [...ends, ...targets].flat().filter((name) => readReference(name) === undefined);
}
