import { simulatedOnly } from '../cluster/index.ts';
import { badInput, type FaultStep, isJsonObject, type Json, type LinkEnd, type NodeId, type When, type WorldName } from '../core/index.ts';
import { readReference, roles } from './targets.ts';

/**
 * Refuses a schedule that names what there is not (a step, a node) or one id twice, that could make a definite error a lie, or that its
 * world cannot do. Throws `FaultlineError` (exit 254).
 */
export function checkSchedule(steps: readonly FaultStep[], nodes: readonly NodeId[], world: WorldName = 'simulated'): void {
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id)) throw badInput('duplicate-fault-id', `Each fault needs an id of its own; "${id}" stands twice.`);
    ids.add(id);
  }
  for (const step of steps) {
    checkWorld(step, world);
    checkDuplicate(step, nodes);
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

function checkWorld({ id, kind }: FaultStep, world: WorldName): void {
  const why = world === 'simulated' ? undefined : simulatedOnly.get(kind);
  if (why === undefined) return;
  throw badInput('fault-unavailable', `Fault ${id} should be one that real processes can be put under, got ${kind}: ${why}.`);
}

/**
 * A request that is delivered once more may take effect after its first copy was answered with a definite error. The client tells that
 * operation as `fail`, certainly not happened, and a correct system would be found wrong. Between nodes nobody is told anything.
 */
function checkDuplicate(step: FaultStep, nodes: readonly NodeId[]): void {
  if (step.kind !== 'duplicate' || step.to === 'clients' || !endOfClients(step.from, nodes)) return;
  const advice = 'name the nodes whose messages it should duplicate (from: nodes)';
  throw badInput(
    'duplicate-to-nodes',
    `Fault ${step.id} should not duplicate what clients send to nodes: a request that was answered with a definite error could take effect after all; ${advice}.`,
  );
}

function endOfClients(end: LinkEnd, nodes: readonly NodeId[]): boolean {
  return [end].flat().some((name) => !nodes.includes(name) && (name === 'clients' || name === 'any' || /^c\d+$/.test(name)));
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
